public import Foundation
public import VigilCore
import VigilEvaluation
import VigilNetworks
import VigilPreprocessing
import VigilTorch

/// A training from videos to an extractor.
public struct ExtractorTrainingJob: Sendable {
  /// How good the extractor is on videos that it was not trained on.
  public struct HeldOut: Hashable, Sendable {
    /// How many there are.
    public var videos: Int
    /// The area under the curve over videos, each scored by the mean of its snippets; and over snippets.
    public var videoAUC, snippetAUC: Double
  }

  /// How a training ended.
  public struct Outcome: Hashable, Sendable {
    /// The model folder.
    public var model: URL
    /// Steps made, and those asked for.
    public var steps, totalSteps: Int
    /// The videos that were left out; nil without both kinds.
    public var heldOut: HeldOut?
  }

  /// What happens in a training.
  public enum Event: Sendable {
    /// So many of the videos whose frames were not there are prepared.
    case prepared(videos: Int, of: Int)
    /// Something is wrong with a video that is used nevertheless: a sentence.
    case warned(String)
    /// The first of so many steps is next, with this version of LibTorch.
    case began(LabelledVideos, of: Int, libTorch: String)
    /// So many of all steps have been made, with the loss before the last of them.
    case step(loss: Double, steps: Int, of: Int)
  }

  private let configuration: ExtractorConfiguration
  private let folder: TrainingFolder

  /// Prepares a training.
  public init(_ configuration: ExtractorConfiguration) {
    self.configuration = configuration
    folder = TrainingFolder(beside: configuration.model)
  }

  /// Trains until all steps are made or `stop` is asked for; either way what was reached becomes a model.
  ///
  /// - Parameters:
  ///   - stop: ends the training early.
  ///   - report: told what happens.
  /// - Throws: `TorchError`; `TrainingError` with what is wrong with the videos; `TrainingError.interrupted` before the first
  ///   step.
  public func run(stop: StopRequest, report: (Event) -> Void = { _ in }) async throws -> Outcome {
    let plugin = try TorchPlugin(threads: configuration.threads)
    _ = try plugin.name(of: configuration.device)
    do throws(CoreError) {
      try Destination.requireFree(configuration.model, replace: configuration.replace)
    } catch {
      throw TrainingError(error)
    }
    let videos = try LabelledVideos(
      normal: configuration.normal, abnormal: configuration.abnormal, holdOut: configuration.holdOut)
    let network = try MotionNet(channels: configuration.channels)
    let preprocessing = configuration.preprocessing
    guard !preprocessing.seesWholeFrames else {
      throw TrainingError(
        .badData,
        "the small extractor has no feature map to pool crops from; choose another --preset, such as compact")
    }
    try folder.make()
    let store = FrameStore(folder: configuration.frames ?? folder.frames, preprocessing: preprocessing)
    do {
      try await store.prepare(videos.training + videos.heldOut, stop: stop) {
        report(.prepared(videos: $0, of: $1))
      } warn: {
        report(.warned($0))
      }
    } catch {
      // The folders are removed only if they are empty.
      for made in [store.folder, folder.url] { rmdir(made.path) }
      throw error
    }
    let run = try ExtractorRun(
      store.archive(of: videos.training), settings: configuration.settings, network: network,
      on: configuration.device, plugin: plugin)
    report(.began(videos, of: run.settings.steps, libTorch: plugin.version))
    try train(run, stop, report)
    try write(run, network)
    let heldOut = videos.heldOut.isEmpty ? nil : try score(videos.heldOut, with: run, store)
    if configuration.frames == nil { try? FileManager.default.removeItem(at: store.folder) }
    return Outcome(
      model: configuration.model, steps: run.steps, totalSteps: run.settings.steps, heldOut: heldOut)
  }

  private func train(_ run: ExtractorRun, _ stop: StopRequest, _ report: (Event) -> Void) throws {
    let file = try folder.openLog(keeping: 0, validated: 0)
    defer { try? file.close() }
    let clock = ContinuousClock()
    let began = clock.now
    while run.steps < run.settings.steps, !stop.isRequested {
      let (step, rate) = (run.steps, run.settings.learningRate(step: run.steps))
      let loss = try run.step()
      guard loss.isFinite else {
        throw TrainingError(
          .badData, "the loss of step \(step) is not finite; try a smaller --learning-rate")
      }
      let elapsed = (clock.now - began) / .seconds(1)
      let line = "{\"step\":\(step),\"learning_rate\":\(rate),\"loss\":\(loss),\"elapsed\":\(elapsed)}\n"
      try file.write(contentsOf: Data(line.utf8))
      report(.step(loss: loss, steps: run.steps, of: run.settings.steps))
    }
  }

  private func write(_ run: ExtractorRun, _ network: MotionNet) throws {
    var writer = try ModelFolderWriter(configuration.model, replace: configuration.replace)
    try writer.add(.motion(network), run.weights())
    _ = try writer.finish(
      ModelSettings(
        name: configuration.model.deletingPathExtension().lastPathComponent,
        preprocessing: configuration.preprocessing))
  }

  /// Scores the held-out videos, into `held-out.csv`; a video's score is the mean of its snippets'.
  private func score(
    _ videos: [LabelledVideos.Video], with run: ExtractorRun, _ store: FrameStore
  ) throws -> HeldOut? {
    let scores = try run.scores(of: store.archive(of: videos))
    var rows = "video,abnormal,score,snippets\n"
    var (whole, single): ([ScoreTrack], [ScoreTrack]) = ([], [])
    for (video, snippets) in zip(videos, scores) {
      let mean = snippets.reduce(0, +) / Double(snippets.count)
      let texts = snippets.map { NumberText.fixed($0, decimals: 4) }
      let fields = [
        video.url.lastPathComponent, video.isAbnormal ? "1" : "0", "\(mean)", texts.joined(separator: ";"),
      ]
      rows += CSVText.line(fields) + "\n"
      func track(_ scores: [Double]) throws -> ScoreTrack {
        let truth = GroundTruth(frames: scores.count, abnormal: video.isAbnormal ? [0..<scores.count] : [])
        return try ScoreTrack(
          name: video.url.lastPathComponent, scores: scores, truth: truth, framesPerScore: 1)
      }
      whole.append(try track([mean]))
      single.append(try track(snippets))
    }
    try AtomicFile.write(Data(rows.utf8), to: folder.heldOut)
    guard let videoAUC = RankedFrames(whole).summary()?.rocAUC,
      let snippetAUC = RankedFrames(single).summary()?.rocAUC
    else { return nil }
    return HeldOut(videos: videos.count, videoAUC: videoAUC, snippetAUC: snippetAUC)
  }
}
