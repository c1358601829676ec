public import VigilCore
public import VigilDetection

/// How two features of one video differ, and what that means for scores.
public struct FeatureFindings: Encodable, Sendable {
  /// Length, crop order, scale, weights or rounding.
  public var comparison: FeatureComparison
  /// How far the scores of a detector are apart; nil if none was asked.
  public var scores: ScoreComparison?

  private enum CodingKeys: CodingKey { case scores }

  /// Compares features, and the scores that a model's detector gives them.
  ///
  /// - Parameters:
  ///   - first: [snippets, crops, features].
  ///   - second: The same of the other features.
  ///   - model: A model folder or name; nil to compare no scores.
  ///   - configuration: How the detector runs.
  /// - Throws: As `FeatureScoring`.
  public init(
    _ first: Tensor, _ second: Tensor, model: String?, configuration: EngineConfiguration
  ) async throws {
    comparison = FeatureComparison(first, second)
    guard let model else { return }
    scores = try await FeatureScoring(model: model).difference(first, second, configuration: configuration)
  }

  /// A line for each finding.
  public var lines: [String] {
    let differences = comparison.differences.map(\.explanation)
    return (differences.isEmpty ? ["the two are equal"] : differences)
      + (scores.map { [Self.line($0)] } ?? [])
  }

  private static func line(_ scores: ScoreComparison) -> String {
    "scores differ by \(NumberText.fixed(scores.meanDifference, decimals: 4)) on average, at most "
      + "\(NumberText.fixed(Double(scores.maximumDifference), decimals: 4)); \(scores.changedSides) of "
      + "\(scores.snippets) snippets change side of \(scores.threshold)"
  }

  /// Writes one flat object.
  public func encode(to encoder: any Encoder) throws {
    try comparison.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(scores, forKey: .scores)
  }
}
