import VigilCore
public import VigilDetection
import VigilMedia
public import VigilPipeline

/// The common work of all scenarios: a recording through loaded networks, with the pipeline of `vigil detect`.
public struct Workload: Sendable {
  /// The recording, as a user names it.
  public var video: String
  /// Snippets to features.
  public var extractor: FeatureExtractor
  /// Features to the newest score.
  public var detector: any DetectorNetwork
  /// Window of the detector, in snippets.
  public var window: Int

  /// Combines a recording and networks.
  public init(
    video: String, extractor: FeatureExtractor, detector: any DetectorNetwork, window: Int = 32
  ) {
    self.video = video
    self.extractor = extractor
    self.detector = detector
    self.window = window
  }

  /// The recording played forever, as fast as it is read or like a camera's pictures.
  func source(_ replay: ReplaySchedule? = nil) throws(MediaError) -> MediaSource {
    var options = MediaSourceOptions()
    options.plays = nil
    options.replay = replay
    return try MediaSource(video, options: options)
  }

  /// Scores a source snippet by snippet until `stop` is requested; `scored` is called for each.
  func run(
    _ source: MediaSource, stop: StopRequest, scored: (SnippetScore) async throws -> Void
  ) async throws {
    let run = DetectionRun(
      source: source, extractor: extractor, detectors: Detectors(online: detector, offline: nil),
      settings: DetectionSettings(mode: .online, window: window, rules: EventRules(threshold: 0.7)))
    _ = try await run.run(stop: stop) { update in
      if case .scored(let score) = update.content { try await scored(score) }
    }
  }

  /// The error of a measurement that the user ended.
  static let interrupted = BenchmarkError(
    .interrupted, "the measurement was stopped before it was complete; nothing of it is kept")
}
