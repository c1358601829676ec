public import Foundation
public import VigilCore
public import VigilEvaluation
import VigilMedia
public import VigilModels
import VigilNetworks
public import VigilPipeline
import VigilPreprocessing

/// Finds the threshold at which a model makes so many alarms a day on one camera, and keeps it.
///
/// Making one checks everything that can be checked before anything is scored; `run` scores footage, and `store` keeps what
/// it found. Whoever shows the result can so do it between the two, before anything is kept.
public struct ThresholdCalibration: Sendable {
  /// What is calibrated, and for what.
  public struct Configuration: Sendable {
    /// The networks and their preprocessing.
    public var selection: ModelSelection
    /// How they run.
    public var engine: EngineConfiguration
    /// How scores and events are made; the threshold of its rules is not used.
    public var plan: DetectionPlan
    /// The rate of alarms that is wanted, above 0.
    public var alarmsPerDay: Double
    /// The seed of the random numbers that intervals are made with.
    public var seed: UInt64
    /// A file for this camera's threshold; nil to keep it in the manifest of the model.
    public var output: URL?

    /// Describes a calibration.
    public init(
      selection: ModelSelection, engine: EngineConfiguration = EngineConfiguration(), plan: DetectionPlan,
      alarmsPerDay: Double, seed: UInt64 = 1, output: URL? = nil
    ) {
      self.selection = selection
      self.engine = engine
      self.plan = plan
      self.alarmsPerDay = alarmsPerDay
      self.seed = seed
      self.output = output
    }
  }

  /// What is calibrated, and for what.
  public let configuration: Configuration

  /// Checks that there are networks to calibrate, and a place for the threshold.
  ///
  /// - Throws: `unusableModel` without a place that fits, `ModelError` without an extractor or a detector.
  public init(_ configuration: Configuration) throws {
    let selection = configuration.selection
    _ = try (selection.network(.extractor), selection.network(.detector))
    if configuration.output == nil {
      guard let settings = selection.detectorFolder?.manifest.settings else {
        throw TuningError(
          .unusableModel,
          "test weights have no manifest that could keep a threshold; add --output camera.json")
      }
      guard settings.preprocessing == selection.preprocessing else {
        throw TuningError(
          .unusableModel,
          "the manifest's threshold is for \(settings.preprocessing); add --output camera.json to keep one for "
            + selection.preprocessing.name)
      }
    }
    self.configuration = configuration
  }

  /// Scores footage as `vigil detect` would, and finds the threshold. Nothing is stored.
  ///
  /// - Parameters:
  ///   - footage: Recordings of the camera in which almost nothing abnormal happens.
  ///   - stop: Ends the run early.
  ///   - progress: Told how far it is, in frames of each recording.
  /// - Throws: `stopped`, `unusableFootage` for a live source, `EvaluationError` where the footage says too little.
  public func run(
    on footage: [URL], stop: StopRequest, progress: (TuningProgress) -> Void = { _ in }
  ) async throws -> CalibratedThreshold {
    let networks = try await ScoringNetworks(
      configuration.selection, engine: configuration.engine, plan: configuration.plan)
    return try threshold(for: try await scores(of: footage, by: networks, stop: stop, progress: progress))
  }

  /// Finds the threshold for footage that is scored already.
  ///
  /// - Parameter scores: Those of each recording, in order of time.
  /// - Throws: `tooLittleFootage`, or `noSuchThreshold` if no threshold makes alarms at that rate.
  public func threshold(for scores: [[SnippetScore]]) throws(EvaluationError) -> CalibratedThreshold {
    try AlarmCalibration(
      alarmsPerDay: configuration.alarmsPerDay, rules: configuration.plan.rules,
      bootstrap: Bootstrap(seed: configuration.seed)
    ).threshold(for: scores)
  }

  /// Scores recordings one after another.
  package func scores(
    of footage: [URL], by networks: ScoringNetworks, stop: StopRequest,
    progress: (TuningProgress) -> Void = { _ in }
  ) async throws -> [[SnippetScore]] {
    var scored: [[SnippetScore]] = []
    for (index, video) in footage.enumerated() where !stop.isRequested {
      let source = try MediaSource(recording: video, orRecord: "some hours")
      let total = try await source.facts().frameCountEstimate
      let work = TuningProgress.Work.recording(video, number: index + 1, count: footage.count)
      progress(TuningProgress(work, done: 0, total: total))
      var scores: [SnippetScore] = []
      let run = DetectionRun(
        source: source, extractor: networks.extractor, detectors: networks.detectors, plan: configuration.plan
      )
      _ = try await run.run(stop: stop) { update in
        switch update {
        case .extracted(let frames, _, _): progress(TuningProgress(work, done: frames, total: total))
        // Days of footage: what crops said one by one is not kept.
        case .scored(let score):
          scores.append(SnippetScore(position: score.position, cropScores: [score.score]))
        default: break
        }
      }
      scored.append(scores)
    }
    try stop.check("ended before all footage was scored; nothing is stored")
    return scored
  }
}
