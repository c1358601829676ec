/// How close two feature arrays are, in numbers.
public struct FeatureAgreement: Hashable, Sendable, Codable {
  /// How many snippets were compared.
  public var snippets: Int
  /// The largest absolute difference of two values.
  public var maximumDifference: Float
  /// The mean absolute difference.
  public var meanDifference: Double
  /// The largest absolute difference, relative to the largest absolute value.
  public var relativeDifference: Float
  /// The lowest cosine similarity of the two features of one snippet and crop.
  public var minimumCosine: Double
  /// The mean cosine similarity.
  public var meanCosine: Double
  /// The snippet of the first array with the lowest mean cosine over its crops.
  public var worstSnippet: Int
}
