public import Foundation
public import VigilCore
import VigilMedia
public import VigilModels
import VigilNetworks
public import VigilPipeline
import VigilPreprocessing

/// Finds the score of the centre crop below which a model can do without its other crops, and keeps it.
///
/// Making one checks everything that can be checked before anything is scored; `run` extracts all crops of all footage and
/// finds the bound, and `store` keeps it.
public struct CascadeCalibrationRun: Sendable {
  /// What is calibrated, and how carefully.
  public struct Configuration: Sendable {
    /// The networks and their preprocessing.
    public var selection: ModelSelection
    /// How they run.
    public var engine: EngineConfiguration
    /// How scores and events are made; its bound is not used.
    public var plan: DetectionPlan
    /// The share of snippets near or above the threshold that may go without all crops: 0 to less than 1.
    public var mostMissed: Double
    /// How far below what the footage allows the bound is set: 0 to 1.
    public var margin: Float

    /// Describes a calibration.
    public init(
      selection: ModelSelection, engine: EngineConfiguration = EngineConfiguration(), plan: DetectionPlan,
      mostMissed: Double = 0, margin: Float = 0.05
    ) {
      self.selection = selection
      self.engine = engine
      self.plan = plan
      self.mostMissed = mostMissed
      self.margin = margin
    }
  }

  /// What is calibrated, with the number formats that the engine computes in, and a bound of 0: all crops are extracted, and
  /// the centre is scored too.
  public let configuration: Configuration
  private let footage: [URL]
  private let holdOut: [URL]

  /// Checks that there are networks, and crops to leave out.
  ///
  /// - Parameters:
  ///   - footage: Recordings that the bound is found with.
  ///   - holdOut: Other recordings, on which it is only tried.
  /// - Throws: `ModelError`; `unusableFootage` for a video that is in both parts.
  public init(_ configuration: Configuration, footage: [URL], holdOut: [URL] = []) throws {
    var checked = configuration
    checked.selection = try configuration.engine.computed(configuration.selection)
    _ = try (checked.selection.network(.extractor), checked.selection.network(.detector))
    try ResolvedCascade.verify(checked.selection.preprocessing)
    checked.plan.cascadeBound = 0
    self.configuration = checked
    try HoldOut.verifyApart(calibration: footage, heldOut: holdOut)
    self.footage = footage
    self.holdOut = holdOut
  }

  /// Extracts all crops of all videos, finds the bound, and scores all videos again with it. Nothing is stored.
  ///
  /// - Parameters:
  ///   - stop: Ends the run early.
  ///   - progress: Told how far it is, in frames of each recording.
  /// - Throws: `stopped`; `unusableFootage` for a live source; `noGain`, or `EvaluationError`, where no bound would save
  ///   anything.
  public func run(
    stop: StopRequest, progress: (TuningProgress) -> Void = { _ in }
  ) async throws -> CascadeCalibrationResult {
    let networks = try await ScoringNetworks(
      configuration.selection, engine: configuration.engine, plan: configuration.plan)
    var recordings: [StoredFeatures] = []
    let videos = footage + holdOut
    for (index, video) in videos.enumerated() {
      recordings.append(
        try await Self.features(
          of: video, as: .recording(video, number: index + 1, count: videos.count),
          by: networks.extractor, stop: stop, progress: progress))
      try stop.check(Self.unfinished)
    }
    return try await search(
      footage: Array(recordings.prefix(footage.count)), holdOut: Array(recordings.dropFirst(footage.count)),
      featureSize: networks.extractor.featureSize, detectors: networks.detectors, stop: stop)
  }

  static let unfinished = "ended before all footage was scored; nothing is stored"

  /// All features of one recording, or those until `stop` was asked for.
  private static func features(
    of video: URL, as work: TuningProgress.Work, by extractor: FeatureExtractor, stop: StopRequest,
    progress: (TuningProgress) -> Void
  ) async throws -> StoredFeatures {
    let source = try MediaSource(recording: video, orRecord: "some")
    let total = try await source.facts().frameCountEstimate
    progress(TuningProgress(work, done: 0, total: total))
    var spool = try FeatureSpool(rowShape: extractor.featureShape)
    _ = try await FeaturePipeline(source: source, extractor: extractor).run(stop: stop) { snippet in
      try spool.append(snippet.position, snippet.features)
      progress(TuningProgress(work, done: snippet.position.endFrame, total: total))
    }
    return try spool.finish()
  }

  /// Keeps the bound in the manifest of the model with the detector; test weights have none.
  ///
  /// - Parameter stop: Asked for, nothing is stored.
  /// - Returns: the folder of the model; nil if there is none.
  /// - Throws: `stopped`, or an error of writing.
  public func store(_ result: CascadeCalibrationResult, stop: StopRequest) throws -> URL? {
    // What was said at Ctrl-C must be true up to here.
    try stop.check(Self.unfinished)
    guard let folder = configuration.selection.detectorFolder else { return nil }
    let plan = configuration.plan
    var settings = folder.manifest.settings
    settings.cascade = CascadeSettings(
      bound: result.bound, preprocessing: configuration.selection.preprocessing,
      extractor: try configuration.selection.network(.extractor).sha256,
      threshold: plan.rules.threshold.roundedForStorage, hysteresis: plan.rules.hysteresis.roundedForStorage,
      window: plan.window, mode: plan.mode, footageSnippets: result.footageSnippets)
    return try folder.changing(settings).url
  }
}
