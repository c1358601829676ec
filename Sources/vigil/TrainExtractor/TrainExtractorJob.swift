import Foundation
import Logging
import VigilCore
import VigilEvaluation
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport
import VigilTorch
import VigilTraining

/// A training from videos to an extractor.
struct TrainExtractorJob {
  let options: TrainExtractor
  private let log: Logger
  private let destination: URL
  private let folder: TrainingFolder

  init(options: TrainExtractor) throws {
    self.options = options
    log = options.log.logger("train-extractor")
    destination = URL(filePath: options.output)
    folder = TrainingFolder(beside: destination)
  }

  func run() async throws {
    let plugin = try TorchPlugin(threads: options.threads)
    _ = try plugin.name(of: options.device)
    if FileManager.default.fileExists(atPath: destination.path), !options.replace {
      throw CommandError("\(destination.path) is already there; add --replace, or choose another name")
    }
    let videos = try LabelledVideos(
      normal: options.normal, abnormal: options.abnormal, holdOut: options.holdOut)
    let network = try MotionNet(channels: options.channels)
    let preprocessing = Preprocessing(options.preset, crops: .one)
    guard !preprocessing.seesWholeFrames else {
      throw CommandError(
        "the small extractor has no feature map to pool crops from; choose another --preset, such as compact")
    }
    try folder.make()
    let interruption = Interruption {
      Console.diagnostic("stopping: progress is kept; press Ctrl-C again to quit at once")
    }
    let store = FrameStore(
      folder: options.frames.map { URL(filePath: $0) } ?? folder.url.appending(path: "frames"),
      preprocessing: preprocessing
    )
    do {
      try await store.prepare(videos.training + videos.heldOut, interruption)
    } catch {
      // The folders are removed only if they are empty.
      for made in [store.folder, folder.url] { rmdir(made.path) }
      throw error
    }
    let run = try ExtractorRun(
      store.archive(of: videos.training), plan: options.plan, network: network, on: options.device,
      plugin: plugin)
    log.info(
      "training",
      metadata: [
        "videos": "\(videos.training.count)", "held out": "\(videos.heldOut.count)",
        "preset": "\(preprocessing)",
        "libtorch": "\(plugin.version)",
      ])
    try train(run, interruption)
    try write(run, network, preprocessing)
    if !videos.heldOut.isEmpty { try score(videos.heldOut, with: run, store) }
    if options.frames == nil { try? FileManager.default.removeItem(at: store.folder) }
    Console.result("made \(destination.path) after \(run.steps) of \(run.plan.steps) steps")
  }

  private func train(_ run: ExtractorRun, _ interruption: Interruption) throws {
    let file = try folder.openLog(keeping: 0, validated: 0)
    defer { try? file.close() }
    let clock = ContinuousClock()
    let began = clock.now
    var progress = ProgressLine(
      "Training", total: run.plan.steps, unit: "steps", screen: .standardError(write: Console.terminal)
    ) { clock.now - began }
    defer { progress.finish() }
    while run.steps < run.plan.steps, !interruption.stop.isRequested {
      let (step, rate) = (run.steps, run.plan.learningRate(step: run.steps))
      let loss = try run.step()
      guard loss.isFinite else {
        throw CommandError("the loss of step \(step) is not finite; try a smaller --learning-rate")
      }
      let elapsed = (clock.now - began) / .seconds(1)
      let line = "{\"step\":\(step),\"learning_rate\":\(rate),\"loss\":\(loss),\"elapsed\":\(elapsed)}\n"
      try file.write(contentsOf: Data(line.utf8))
      progress.update(done: run.steps)
      if run.steps.isMultiple(of: 20) {
        log.info(
          "trained", metadata: ["step": "\(run.steps)", "loss": "\(NumberText.fixed(loss, decimals: 4))"])
      }
    }
  }

  private func write(_ run: ExtractorRun, _ network: MotionNet, _ preprocessing: Preprocessing) throws {
    var writer = try ModelFolderWriter(destination, replace: options.replace)
    try writer.add(.motion(network), run.weights())
    _ = try writer.finish(
      ModelSettings(
        name: destination.deletingPathExtension().lastPathComponent, preprocessing: preprocessing,
        createdBy: "vigil \(VigilVersion.current)"))
  }

  /// Scores the held-out videos, into `held-out.csv`; a video's score is the mean of its snippets'.
  private func score(_ videos: [LabelledVideos.Video], with run: ExtractorRun, _ store: FrameStore) throws {
    let scores = try run.scores(of: store.archive(of: videos))
    var rows = "video,abnormal,score,snippets\n"
    var (whole, single): ([ScoreTrack], [ScoreTrack]) = ([], [])
    for (video, snippets) in zip(videos, scores) {
      let mean = snippets.reduce(0, +) / Double(snippets.count)
      let texts = snippets.map { NumberText.fixed($0, decimals: 4) }
      let fields = [
        video.url.lastPathComponent, video.isAbnormal ? "1" : "0", "\(mean)", texts.joined(separator: ";"),
      ]
      rows += CSVTable.line(fields) + "\n"
      func track(_ scores: [Double]) throws -> ScoreTrack {
        let truth = GroundTruth(frames: scores.count, abnormal: video.isAbnormal ? [0..<scores.count] : [])
        return try ScoreTrack(
          name: video.url.lastPathComponent, scores: scores, truth: truth, framesPerScore: 1)
      }
      whole.append(try track([mean]))
      single.append(try track(snippets))
    }
    try AtomicFile.write(Data(rows.utf8), to: folder.url.appending(path: "held-out.csv"))
    guard let videoArea = RankedFrames(whole).summary()?.rocAUC,
      let area = RankedFrames(single).summary()?.rocAUC
    else { return }
    Console.result(
      "held out: \(videos.count) videos, AUC \(NumberText.fixed(videoArea, decimals: 4)) by video, "
        + "\(NumberText.fixed(area, decimals: 4)) by snippet")
  }
}
