public import VigilCore
import VigilMedia
public import VigilModels
public import VigilPipeline

/// Finds anomalies in videos, streams and cameras with one model.
///
/// Several sources may be watched at the same time; they share the networks.
public struct AnomalyDetector: Sendable {
  /// What the scores of a source mean: an event begins at the threshold of the model, unless it is changed here.
  public var rules: EventRules
  /// The networks, before they are loaded.
  public let networks: LoadedNetworks

  /// Finds the networks and opens the engine; weights are read when the first source is watched.
  ///
  /// - Parameters:
  ///   - models: Folders `NAME.vigil`, or names that `vigil models list` shows: one with extractor and detector, or one of each.
  ///   - engine: How networks run on this machine; all cores by default.
  ///   - pool: Where networks are found; pass the same one to detectors that shall share them, and tell it with several cameras how
  ///     many inputs usually wait (`concurrentItems`). What was loaded stays as long as this detector.
  /// - Throws: `ModelError` if there are no such models, `InferenceError` if the engine is missing: both say what to do.
  public init(
    _ models: String..., engine: EngineConfiguration = EngineConfiguration(),
    pool: NetworkPool = NetworkPool()
  ) throws {
    let selection = try ModelSelection(named: models)
    networks = try LoadedNetworks(selection, configuration: engine, pool: pool)
    rules = EventRules(threshold: selection.threshold)
  }

  /// Scores a source from its first frame to its last, or until `stop` is requested.
  ///
  /// Recordings are scored as published, all snippets in one pass after their end; streams and cameras snippet by snippet. A
  /// recording waits for `update`; a live source goes on and drops what there was no time for.
  ///
  /// - Parameters:
  ///   - source: A file, `rtsp://`, `http(s)://`, or a camera such as `/dev/video0`.
  ///   - mode: When scores are made; by default what suits the source.
  ///   - window: Snippets that an online score is made from.
  ///   - stop: Ends the run early once requested; everything decoded by then is scored.
  ///   - update: Told what happens, in order.
  /// - Returns: the totals.
  /// - Throws: `MediaError` if the source cannot be read, `InferenceError` if the engine fails; what `update` throws.
  @discardableResult
  public func watch(
    _ source: String, mode: DetectionMode? = nil, window: Int = 32, stop: StopRequest = StopRequest(),
    _ update: (DetectionUpdate) async throws -> Void
  ) async throws -> PipelineCounts {
    let source = try MediaSource(source)
    if !source.isLivenessKnown { _ = try await source.facts() }
    let settings = DetectionSettings(
      mode: mode ?? (source.isLive ? .online : .offline), window: window, rules: rules)
    let loaded = try await networks.detection(settings)
    let run = DetectionRun(
      source: source, extractor: loaded.extractor, detectors: loaded.detectors, settings: settings)
    return try await run.run(stop: stop, update)
  }
}
