/// How snippet scores become events.
public struct EventRules: Hashable, Sendable, Codable {
  /// An event begins at a score of at least this (Pham et al. 2024: 0.7).
  public var threshold: Float
  /// An event lasts until a score falls below `threshold - hysteresis`.
  public var hysteresis: Float
  /// The shortest event, in snippets; shorter ones are dropped.
  public var minimumLength: Int
  /// Events with at most this many snippets between them are merged.
  public var mergeGap: Int

  private enum CodingKeys: String, CodingKey {
    case threshold, hysteresis
    case minimumLength = "minimum_snippets"
    case mergeGap = "merge_gap_snippets"
  }

  /// Makes rules.
  ///
  /// - Precondition: `threshold` and `hysteresis` are finite, `hysteresis` is not negative, an event has at least
  ///   one snippet, and `mergeGap` is not negative.
  public init(threshold: Float = 0.7, hysteresis: Float = 0.1, minimumLength: Int = 1, mergeGap: Int = 2) {
    precondition(
      threshold.isFinite && hysteresis.isFinite && hysteresis >= 0, "threshold and hysteresis must be finite")
    precondition(minimumLength >= 1 && mergeGap >= 0, "lengths are counted in whole snippets")
    self.threshold = threshold
    self.hysteresis = hysteresis
    self.minimumLength = minimumLength
    self.mergeGap = mergeGap
  }
}
