public import VigilCore
import VigilEvaluation
import VigilModels
public import VigilPipeline
import VigilPreprocessing

extension CascadeCalibrationRun {
  /// Finds the bound on stored features, and scores all recordings again with it.
  ///
  /// - Parameters:
  ///   - footage: All crops of the recordings to find the bound on.
  ///   - holdOut: All crops of others, only to measure what the bound changes.
  ///   - featureSize: The length of one crop's features.
  ///   - detectors: The networks that the settings need.
  ///   - stop: Checked before each recording is scored.
  /// - Throws: `stopped`; `noGain` or `EvaluationError` if no bound saves anything.
  public func search(
    footage: [StoredFeatures], holdOut: [StoredFeatures] = [], featureSize: Int, detectors: Detectors,
    stop: StopRequest
  ) async throws -> CascadeCalibrationResult {
    let (settings, preprocessing) = (configuration.settings, configuration.selection.preprocessing)
    let recordings = footage + holdOut
    func outcomes(_ settings: DetectionSettings) async throws -> [CascadeReplay.Outcome] {
      let replay = CascadeReplay(
        preprocessing: preprocessing, featureSize: featureSize, detectors: detectors)
      var outcomes: [CascadeReplay.Outcome] = []
      for features in recordings {
        try stop.check(Self.unfinished)
        outcomes.append(
          try await replay.outcome(of: features.positions, settings: settings, features: features.snippet))
      }
      return outcomes
    }
    let references = try await outcomes(settings)
    let (found, bound) = try calibrated(references.prefix(footage.count))
    var cascaded = settings
    cascaded.cascadeBound = Float(bound)
    let compared = Array(zip(references, try await outcomes(cascaded)))
    func comparison(
      _ part: ArraySlice<(CascadeReplay.Outcome, CascadeReplay.Outcome)>
    ) -> CascadeComparison {
      CascadeComparison(
        part.map { (reference: $0, cascade: $1) }, rules: settings.rules, crops: preprocessing.crops.rawValue)
    }
    return CascadeCalibrationResult(
      found, bound: bound, rules: settings.rules, margin: configuration.margin,
      footage: comparison(compared.prefix(footage.count)),
      holdOut: holdOut.isEmpty ? nil : comparison(compared.dropFirst(footage.count)))
  }

  /// The calibration on recordings scored with all crops, and its bound as stored and printed: never rounded up.
  private func calibrated(
    _ references: ArraySlice<CascadeReplay.Outcome>
  ) throws -> (found: CalibratedCascade, bound: Double) {
    let pairs = references.flatMap { reference in
      zip(reference.centreScores, reference.scores).map {
        CascadeCalibration.Pair(centre: $0, reference: $1.score)
      }
    }
    let found = try CascadeCalibration(
      rules: configuration.settings.rules, mostMissed: configuration.mostMissed, margin: configuration.margin
    ).bound(for: pairs)
    let bound = (Double(found.bound) * 1e4).rounded(.down) / 1e4
    guard bound > 0 else {
      throw TuningError(
        .noGain,
        "the bound would be below 0.0001, so every snippet would get all its crops; lower --margin, or do without a cascade"
      )
    }
    return (found, bound)
  }
}
