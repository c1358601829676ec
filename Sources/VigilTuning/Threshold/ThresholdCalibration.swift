public import Foundation
public import VigilCore
public import VigilEvaluation
import VigilMedia
public import VigilModels
import VigilNetworks
public import VigilPipeline
import VigilPreprocessing

/// Calibrates the threshold of a model for an alarm rate on one camera.
///
/// The initialiser checks everything that can be checked before anything is scored. `run` scores footage and finds the
/// threshold; `store` is a step of its own, so that a result can be shown before it is written.
public struct ThresholdCalibration: Sendable {
  /// The model and the alarm rate to calibrate it for.
  public struct Configuration: Sendable {
    /// The networks and their preprocessing.
    public var selection: ModelSelection
    /// How they run.
    public var engine: EngineConfiguration
    /// How scores and events are formed; the threshold of its rules is ignored.
    public var settings: DetectionSettings
    /// The wanted alarms per day: finite and above 0.
    public var alarmsPerDay: Double
    /// The random seed of the confidence intervals.
    public var seed: UInt64
    /// A file for this camera's threshold; nil to store it in the model's manifest.
    public var output: URL?

    /// Describes a calibration.
    public init(
      selection: ModelSelection, engine: EngineConfiguration = EngineConfiguration(),
      settings: DetectionSettings,
      alarmsPerDay: Double, seed: UInt64 = 1, output: URL? = nil
    ) {
      self.selection = selection
      self.engine = engine
      self.settings = settings
      self.alarmsPerDay = alarmsPerDay
      self.seed = seed
      self.output = output
    }
  }

  /// The model and the alarm rate to calibrate it for.
  public let configuration: Configuration

  /// Checks that there are networks to calibrate and a place to store the threshold.
  ///
  /// - Throws: `unusableModel` if no place fits, `ModelError` if the extractor or the detector is missing.
  public init(_ configuration: Configuration) throws {
    let selection = configuration.selection
    _ = try (selection.network(.extractor), selection.network(.detector))
    if configuration.output == nil {
      guard let settings = selection.detectorFolder?.manifest.settings else {
        throw TuningError(
          .unusableModel,
          "test weights have no manifest to keep a threshold in; add --output camera.json")
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

  /// Scores footage the way `vigil detect` does, and finds the threshold. Nothing is stored.
  ///
  /// - Parameters:
  ///   - footage: Mostly normal recordings of the camera.
  ///   - stop: Ends the run early.
  ///   - progress: Called with the frames done of each recording.
  ///   - warn: Receives a sentence for each thing that is wrong with a recording.
  /// - Throws: `stopped`, `unusableFootage` for a live source, `EvaluationError` if the footage is not enough.
  public func run(
    on footage: [URL], stop: StopRequest, progress: (TuningProgress) -> Void = { _ in },
    warn: (String) -> Void = { _ in }
  ) async throws -> CalibratedThreshold {
    let networks = try await LoadedNetworks(configuration.selection, configuration: configuration.engine)
      .detection(configuration.settings)
    return try threshold(
      for: try await scores(of: footage, by: networks, stop: stop, progress: progress, warn: warn))
  }

  /// Finds the threshold on footage that is already scored.
  ///
  /// - Parameter scores: The scores of each recording, in order of time.
  /// - Throws: `tooLittleFootage`, or `noSuchThreshold` if no threshold gives that rate.
  public func threshold(for scores: [[SnippetScore]]) throws(EvaluationError) -> CalibratedThreshold {
    try AlarmCalibration(
      alarmsPerDay: configuration.alarmsPerDay, rules: configuration.settings.rules,
      bootstrap: Bootstrap(seed: configuration.seed)
    ).threshold(for: scores)
  }

  /// Scores recordings one after another.
  package func scores(
    of footage: [URL], by networks: DetectionNetworks, stop: StopRequest,
    progress: (TuningProgress) -> Void = { _ in }, warn: (String) -> Void = { _ in }
  ) async throws -> [[SnippetScore]] {
    var scored: [[SnippetScore]] = []
    for (index, video) in footage.enumerated() where !stop.isRequested {
      let source = try MediaSource(recording: video, orRecord: "some hours")
      let total = try await source.facts().frameCountEstimate
      let work = TuningProgress.Work.recording(video, number: index + 1, count: footage.count)
      progress(TuningProgress(work, done: 0, total: total))
      var scores: [SnippetScore] = []
      let run = DetectionRun(
        source: source, extractor: networks.extractor, detectors: networks.detectors,
        settings: configuration.settings
      )
      _ = try await run.run(stop: stop) { update in
        switch update.content {
        case .extracted: progress(TuningProgress(work, done: update.counts.scoredFrames, total: total))
        // The footage may be days long: scores of single crops are not kept.
        case .scored(let score):
          scores.append(SnippetScore(position: score.position, cropScores: [score.score]))
        default: break
        }
      }
      scored.append(scores)
      source.status.faults.sentences(about: source.name).forEach(warn)
    }
    try stop.check("stopped before all footage was scored; nothing is stored")
    return scored
  }
}
