public import VigilCore
import VigilDetection
public import VigilPreprocessing

/// Scores a recording whose crops were all extracted, as if a cascade had skipped some.
public struct CascadeReplay: Sendable {
  /// The result of a replay, one element per snippet.
  public struct Outcome: Sendable {
    /// The scores that the recording would have had.
    public var scores: [SnippetScore] = []
    /// The scores of the centre crop alone; the bound does not change them.
    public var centreScores: [Float] = []
    /// Snippets whose crops would all have been extracted.
    public var snippetsWithAllCrops = 0
  }

  private let preprocessing: Preprocessing
  private let featureSize: Int
  private let detectors: Detectors

  /// Makes a replay with the networks of settings that have a cascade.
  public init(preprocessing: Preprocessing, featureSize: Int, detectors: Detectors) {
    self.preprocessing = preprocessing
    self.featureSize = featureSize
    self.detectors = detectors
  }

  /// Scores the snippets of one recording.
  ///
  /// - Parameters:
  ///   - positions: The snippets in order.
  ///   - settings: With a cascade; with a bound of 0, all crops of all snippets are extracted.
  ///   - features: Gives all features of a snippet by its index in `positions`, [crops, featureSize].
  public func outcome(
    of positions: [SnippetPosition], settings: DetectionSettings, features: (Int) throws -> Tensor
  ) async throws -> Outcome {
    guard
      var cascade = Cascade(
        settings, preprocessing: preprocessing, featureSize: featureSize, detectors: detectors),
      let newest = detectors.online
    else { preconditionFailure("a replay needs a bound") }
    let shape = [preprocessing.crops.rawValue, featureSize]
    var online = OnlineDetection(
      network: newest, snippets: settings.window, crops: shape[0], featureSize: featureSize)
    var spool = settings.mode == .offline ? try FeatureSpool(rowShape: shape) : nil
    var outcome = Outcome()
    for (index, position) in positions.enumerated() {
      let all = try features(index)
      let step = try await cascade.features(at: position) { crops in
        Tensor(
          shape: [crops.count, featureSize],
          values: crops.flatMap { all.values[$0 * featureSize..<($0 + 1) * featureSize] })
      }
      outcome.centreScores.append(step.centreScore)
      if step.hasAllCrops { outcome.snippetsWithAllCrops += 1 }
      if settings.mode == .online {
        outcome.scores.append(try await online.score(position, step.features))
      } else {
        try spool?.append(position, step.features)
      }
    }
    if var spool = spool.take(), let detector = detectors.offline {
      let crop = try spool.finish().crop
      outcome.scores = try await OfflineDetection(network: detector)
        .scores(spool.positions, crops: shape[0], features: crop)
    }
    return outcome
  }
}
