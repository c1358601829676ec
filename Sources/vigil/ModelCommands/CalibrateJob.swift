import Foundation
import Logging
import VigilCore
import VigilDatasets
import VigilEvaluation
import VigilMedia
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport

/// One run of `vigil models calibrate`.
struct CalibrateJob {
  private let options: ModelsCalibrate
  private let log: Logger
  private let videos: [URL]
  private let selection: ModelSelection
  private let plan: DetectionPlan

  /// Checks everything that can be checked before anything is scored.
  init(_ options: ModelsCalibrate) throws {
    self.options = options
    log = options.log.logger("calibrate")
    selection = try options.model.selection()
    _ = try (selection.network(.extractor), selection.network(.detector))
    if options.output == nil, selection.detectorFolder == nil {
      throw CommandError(
        "test weights have no manifest to keep a threshold in; add --output camera.json")
    }
    if options.output == nil, let settings = selection.detectorFolder?.manifest.settings,
      settings.preprocessing != selection.preprocessing
    {
      throw CommandError(
        "the manifest's threshold is for \(settings.preprocessing); add --output camera.json to keep one for "
          + selection.preprocessing.name)
    }
    if let output = options.output { try Destination.check(URL(filePath: output)) }
    videos = try ExtractionList(inputs: options.normal, list: nil).items.map(\.video)
    plan = DetectionPlan(
      mode: options.offline ? .offline : .online, window: options.window,
      rules: options.events.rules(modelThreshold: selection.threshold))
  }

  func run() async throws {
    let interruption = Interruption {
      Console.diagnostic("stopping: nothing is stored; press Ctrl-C again to quit at once")
    }
    if !selection.isTrained { log.warning("the weights are not trained: the threshold means nothing") }
    let footage = try await scores(stop: interruption.stop)
    try interruption.stop.check("stopped before all footage was scored; nothing is stored")
    let result = try AlarmCalibration(
      alarmsPerDay: options.alarmsPerDay, rules: plan.rules, bootstrap: Bootstrap(seed: options.seed)
    ).threshold(for: footage)
    // Printed before it is stored, so that hours of scoring are not lost if the place cannot be written.
    if options.json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      let file = CameraFile(
        selection, threshold: result.threshold, calibration: AlarmCalibrationRecord(result, plan: plan))
      Console.result(String(decoding: try encoder.encode(file), as: UTF8.self))
    } else {
      for line in CalibrationText(result).lines { Console.result(line) }
    }
    // The message at Ctrl-C must be true up to here.
    try interruption.stop.check("stopped before the threshold was stored; nothing is stored")
    let place = try store(result)
    if !options.json { Console.result("stored in \(place)") }
  }

  /// Scores all footage as `vigil detect` would.
  private func scores(stop: StopRequest) async throws -> [[SnippetScore]] {
    let networks = try LoadedNetworks(selection, configuration: options.engine.configuration)
    // Same order as `vigil detect`; it determines the peak of memory.
    let detectors = Detectors(
      online: plan.needsOnline ? try await networks.detector(.newest) : nil,
      offline: plan.needsOffline ? try await networks.detector(.all) : nil)
    let extractor = try await networks.extractor()
    var footage: [[SnippetScore]] = []
    for (number, video) in videos.enumerated() where !stop.isRequested {
      let source = try MediaSource(video.path)
      guard !source.isLive else {
        throw CommandError("\(source.name) is live; record some hours of it first")
      }
      let facts = try await source.facts()
      let clock = ContinuousClock()
      let began = clock.now
      var progress = ProgressLine(
        "\(number + 1)/\(videos.count) \(video.lastPathComponent)", total: facts.frameCountEstimate,
        screen: .standardError(write: Console.terminal)
      ) { clock.now - began }
      var scores: [SnippetScore] = []
      let run = DetectionRun(source: source, extractor: extractor, detectors: detectors, plan: plan)
      _ = try await run.run(stop: stop) { update in
        switch update.content {
        case .extracted: progress.update(done: update.counts.scoredFrames)
        // The footage may be days long: scores of single crops are not kept.
        case .scored(let score):
          scores.append(SnippetScore(position: score.position, cropScores: [score.score]))
        default: break
        }
      }
      progress.finish()
      footage.append(scores)
    }
    return footage
  }

  /// Writes the result; returns where it is stored.
  private func store(_ result: CalibratedThreshold) throws -> String {
    let calibration = AlarmCalibrationRecord(result, plan: plan)
    if let output = options.output {
      try CameraFile(selection, threshold: result.threshold, calibration: calibration).write(to: output)
      return output
    }
    guard let folder = selection.detectorFolder else { preconditionFailure("checked at the beginning") }
    var settings = folder.manifest.settings
    settings.threshold = result.threshold
    settings.calibration = (settings.calibration ?? [:]).merging(calibration.values) { $1 }
    return try folder.changing(settings).url.path
  }
}
