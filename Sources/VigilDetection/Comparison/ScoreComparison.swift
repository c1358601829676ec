public import VigilCore

/// How two scorings of one video differ, such as online and offline, or two precisions.
public struct ScoreComparison: Hashable, Sendable, Codable {
  /// The snippet with the largest difference, the first of equals.
  public struct Largest: Hashable, Sendable, Codable {
    /// Where the snippet lies.
    public var position: SnippetPosition
    /// Its score in the reference.
    public var reference: Float
    /// Its other score.
    public var other: Float
  }

  /// How many snippets have both scores.
  public var snippets: Int
  /// How many snippets have only one score and are left out.
  public var unmatched: Int
  /// The mean of the absolute differences.
  public var meanDifference: Double
  /// The largest absolute difference, and where it is.
  public var largest: Largest
  /// Pearson's correlation; absent if one side is constant.
  public var correlation: Double?
  /// The threshold for the counts below.
  public var threshold: Float
  /// Snippets at or above the threshold in the reference only: detections that the other scoring misses.
  public var fallenBelow: Int
  /// Snippets at or above the threshold in the other scoring only: detections that the reference does not have.
  public var risenAbove: Int

  /// The largest absolute difference.
  public var maximumDifference: Float { abs(largest.reference - largest.other) }
  /// Snippets on different sides of the threshold.
  public var changedSides: Int { fallenBelow + risenAbove }

  /// Compares the snippets that both scorings have, matched by index.
  ///
  /// - Returns: `nil` if they have none in common.
  public init?(
    reference: some Sequence<SnippetScore>, other: some Sequence<SnippetScore>, threshold: Float = 0.7
  ) {
    let others = Dictionary(other.map { ($0.position.index, $0) }) { first, _ in first }
    var unmatched = 0
    var pairs: [(reference: SnippetScore, other: SnippetScore)] = []
    for score in reference {
      if let other = others[score.position.index] { pairs.append((score, other)) } else { unmatched += 1 }
    }
    guard var largest = pairs.first else { return nil }
    func difference(_ pair: (reference: SnippetScore, other: SnippetScore)) -> Float {
      abs(pair.reference.score - pair.other.score)
    }
    for pair in pairs where difference(pair) > difference(largest) { largest = pair }
    let sides = pairs.map { ($0.reference.score >= threshold, $0.other.score >= threshold) }
    snippets = pairs.count
    self.unmatched = unmatched + others.count - pairs.count
    meanDifference = pairs.reduce(0) { $0 + Double(difference($1)) } / Double(pairs.count)
    self.largest = Largest(
      position: largest.reference.position, reference: largest.reference.score, other: largest.other.score)
    correlation = Self.correlation(pairs.map { (Double($0.reference.score), Double($0.other.score)) })
    self.threshold = threshold
    fallenBelow = sides.count { $0.0 && !$0.1 }
    risenAbove = sides.count { !$0.0 && $0.1 }
  }

  /// Pearson's correlation, in two passes to avoid cancellation with nearly constant scores.
  private static func correlation(_ pairs: [(Double, Double)]) -> Double? {
    let count = Double(pairs.count)
    let (meanA, meanB) = (pairs.reduce(0) { $0 + $1.0 } / count, pairs.reduce(0) { $0 + $1.1 } / count)
    var (covariance, varianceA, varianceB) = (0.0, 0.0, 0.0)
    for (a, b) in pairs {
      covariance += (a - meanA) * (b - meanB)
      varianceA += (a - meanA) * (a - meanA)
      varianceB += (b - meanB) * (b - meanB)
    }
    guard varianceA > 0, varianceB > 0 else { return nil }
    return min(max(covariance / (varianceA.squareRoot() * varianceB.squareRoot()), -1), 1)
  }
}
