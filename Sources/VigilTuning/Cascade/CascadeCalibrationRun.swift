public import Foundation
public import VigilCore
import VigilMedia
public import VigilModels
import VigilNetworks
public import VigilPipeline
import VigilPreprocessing

/// Calibrates the bound of a cascade: the score of the centre crop below which the other crops are skipped.
///
/// The initialiser checks everything that can be checked before anything is scored. `run` extracts all crops of the footage
/// and finds the bound; `store` writes it to the model.
public struct CascadeCalibrationRun: Sendable {
  /// The model, and how cautious the bound is.
  public struct Configuration: Sendable {
    /// The networks and their preprocessing.
    public var selection: ModelSelection
    /// How they run.
    public var engine: EngineConfiguration
    /// How scores and events are formed; its bound is ignored.
    public var settings: DetectionSettings
    /// The fraction of the snippets that need all their crops which may miss out on them: 0 to less than 1.
    public var mostMissed: Double
    /// Safety margin below the highest bound that the footage allows: 0 to 1.
    public var margin: Float

    /// Describes a calibration.
    public init(
      selection: ModelSelection, engine: EngineConfiguration = EngineConfiguration(),
      settings: DetectionSettings,
      mostMissed: Double = 0, margin: Float = 0.05
    ) {
      self.selection = selection
      self.engine = engine
      self.settings = settings
      self.mostMissed = mostMissed
      self.margin = margin
    }
  }

  /// The configuration with the engine's number formats and a bound of 0: all crops are extracted and the centre is scored
  /// too.
  public let configuration: Configuration
  private let footage: [URL]
  private let holdOut: [URL]

  /// Checks that there are networks, and crops to skip.
  ///
  /// - Parameters:
  ///   - footage: Recordings to find the bound on.
  ///   - holdOut: Other recordings, only to measure what the bound changes.
  /// - Throws: `ModelError`; `unusableFootage` for a video in both sets.
  public init(_ configuration: Configuration, footage: [URL], holdOut: [URL] = []) throws {
    var checked = configuration
    checked.selection = try configuration.engine.computed(configuration.selection)
    _ = try (checked.selection.network(.extractor), checked.selection.network(.detector))
    try ResolvedCascade.verify(checked.selection.preprocessing)
    checked.settings.cascadeBound = 0
    self.configuration = checked
    try HoldOut.verifyApart(calibration: footage, heldOut: holdOut)
    self.footage = footage
    self.holdOut = holdOut
  }

  /// Extracts all crops of all videos, finds the bound, and scores the videos again with it. Nothing is stored.
  ///
  /// - Parameters:
  ///   - stop: Ends the run early.
  ///   - progress: Called with the frames done of each recording.
  ///   - warn: Receives a sentence for each thing that is wrong with a recording.
  /// - Throws: `stopped`; `unusableFootage` for a live source; `noGain` or `EvaluationError` if no bound saves
  ///   anything.
  public func run(
    stop: StopRequest, progress: (TuningProgress) -> Void = { _ in }, warn: (String) -> Void = { _ in }
  ) async throws -> CascadeCalibrationResult {
    let networks = try await LoadedNetworks(configuration.selection, configuration: configuration.engine)
      // All crops are extracted, to see what leaving some out would change.
      .detection(configuration.settings, concurrentItems: configuration.selection.preprocessing.passes)
    var recordings: [StoredFeatures] = []
    let videos = footage + holdOut
    for (index, video) in videos.enumerated() {
      recordings.append(
        try await Self.features(
          of: video, as: .recording(video, number: index + 1, count: videos.count),
          by: networks.extractor, stop: stop, progress: progress, warn: warn))
      try stop.check(Self.unfinished)
    }
    return try await search(
      footage: Array(recordings.prefix(footage.count)), holdOut: Array(recordings.dropFirst(footage.count)),
      featureSize: networks.extractor.featureSize, detectors: networks.detectors, stop: stop)
  }

  static let unfinished = "stopped before all footage was scored; nothing is stored"

  /// All features of one recording, or those up to the stop request.
  private static func features(
    of video: URL, as work: TuningProgress.Work, by extractor: FeatureExtractor, stop: StopRequest,
    progress: (TuningProgress) -> Void, warn: (String) -> Void
  ) async throws -> StoredFeatures {
    let source = try MediaSource(recording: video, orRecord: "some")
    let total = try await source.facts().frameCountEstimate
    progress(TuningProgress(work, done: 0, total: total))
    var spool = try FeatureSpool(rowShape: extractor.featureShape)
    _ = try await FeaturePipeline(source: source, extractor: extractor).run(stop: stop) { snippet in
      try spool.append(snippet.position, snippet.features)
      progress(TuningProgress(work, done: snippet.position.endFrame, total: total))
    }
    source.status.faults.sentences(about: source.name).forEach(warn)
    return try spool.finish()
  }

  /// Stores the bound in the manifest of the model with the detector; test weights have none.
  ///
  /// - Parameter stop: If requested, nothing is stored.
  /// - Returns: the model's folder; nil if there is none.
  /// - Throws: `stopped`, or an error of writing.
  public func store(_ result: CascadeCalibrationResult, stop: StopRequest) throws -> URL? {
    // The message at Ctrl-C must be true up to here.
    try stop.check(Self.unfinished)
    guard let folder = configuration.selection.detectorFolder else { return nil }
    let detection = configuration.settings
    var settings = folder.manifest.settings
    settings.cascade = CascadeSettings(
      bound: result.bound, preprocessing: configuration.selection.preprocessing,
      extractor: try configuration.selection.network(.extractor).sha256,
      threshold: detection.rules.threshold.roundedForStorage,
      hysteresis: detection.rules.hysteresis.roundedForStorage, window: detection.window,
      mode: detection.mode,
      footageSnippets: result.footageSnippets)
    return try folder.changing(settings).url
  }
}
