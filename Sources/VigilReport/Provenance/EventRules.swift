/// What made an event of scores, as plain values.
public struct EventRules: Hashable, Sendable, Codable {
  /// An event begins at a score of at least this.
  public let threshold: Float
  /// An event lasts until a score falls below `threshold - hysteresis`.
  public let hysteresis: Float
  /// Shorter events are no events; seconds.
  public let minimumLength: Double
  /// Events that are at most this far apart are one; seconds.
  public let mergeGap: Double

  private enum CodingKeys: String, CodingKey {
    case threshold, hysteresis
    case minimumLength = "minimum_seconds"
    case mergeGap = "merge_gap_seconds"
  }

  /// Makes rules.
  ///
  /// - Precondition: all numbers are finite.
  public init(threshold: Float, hysteresis: Float, minimumLength: Double, mergeGap: Double) {
    precondition(
      threshold.isFinite && hysteresis.isFinite && minimumLength.isFinite && mergeGap.isFinite,
      "event rules are finite numbers")
    self.threshold = threshold
    self.hysteresis = hysteresis
    self.minimumLength = minimumLength
    self.mergeGap = mergeGap
  }
}
