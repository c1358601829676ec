import VigilCore
public import VigilDetection
import VigilMedia
public import VigilPipeline

/// What every scenario runs: a recording through loaded networks, by the pipeline that `vigil detect` runs.
public struct Workload: Sendable {
  /// The recording, as a user names it.
  public var video: String
  /// Clips to features.
  public var extractor: FeatureExtractor
  /// Features to the newest score.
  public var detector: any DetectorNetwork
  /// Snippets that the detector sees at once.
  public var window: Int

  /// Joins a recording and networks.
  public init(
    video: String, extractor: FeatureExtractor, detector: any DetectorNetwork, window: Int = 32
  ) {
    self.video = video
    self.extractor = extractor
    self.detector = detector
    self.window = window
  }

  /// The recording played for ever, as fast as it is read or as a camera's pictures.
  func source(_ replay: ReplaySchedule? = nil) throws(MediaError) -> MediaSource {
    var options = MediaSourceOptions()
    options.plays = nil
    options.replay = replay
    return try MediaSource(video, options: options)
  }

  /// Scores a source snippet by snippet until `stop` is asked for; `scored` is told of each.
  func run(
    _ source: MediaSource, stop: StopRequest, scored: (SnippetScore) async throws -> Void
  ) async throws {
    let run = DetectionRun(
      source: source, extractor: extractor, detectors: Detectors(online: detector, offline: nil),
      plan: DetectionPlan(mode: .online, window: window, rules: EventRules(threshold: 0.7)))
    _ = try await run.run(stop: stop) { update in
      if case .scored(let score) = update.content { try await scored(score) }
    }
  }

  /// The error of a measurement that the user ended.
  static let interrupted = BenchmarkError(
    .interrupted, "the measurement was ended before it was complete; nothing of it is kept")
}
