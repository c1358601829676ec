/// What makes an event of snippet scores.
public struct EventRules: Hashable, Sendable, Codable {
  /// A length after which events of a camera are split, in seconds: ten minutes.
  ///
  /// Nothing is split unless a rule says so. This is what to choose for a camera that is watched for months, where a
  /// score that sticks high would otherwise be one event without an end.
  public static let usualMaximumLength = 600.0

  /// An event begins at a score of at least this (Pham et al. 2024: 0.7).
  public var threshold: Float
  /// An event lasts until a score falls below `threshold - hysteresis`.
  public var hysteresis: Float
  /// Shorter events are no events; snippets.
  public var minimumLength: Int
  /// Events with at most this many snippets between them are one.
  public var mergeGap: Int
  /// An event that would become longer than this is split, in seconds; nil: never.
  ///
  /// The next part begins at once and knows that it is one (`AnomalyEvent.part`).
  public var maximumLength: Double?
  /// For so long after an event has ended, in seconds of the stream, no other raises an alarm; nil: not at all.
  ///
  /// One that still goes on afterwards is announced then, with its own beginning. One that is over by then is told once,
  /// as suppressed; it does not prolong the wait.
  public var rearmTime: Double?

  private enum CodingKeys: String, CodingKey {
    case threshold, hysteresis
    case minimumLength = "minimum_snippets"
    case mergeGap = "merge_gap_snippets"
    case maximumLength = "maximum_seconds"
    case rearmTime = "rearm_seconds"
  }

  /// Makes rules.
  ///
  /// - Precondition: `threshold` and `hysteresis` are finite, `hysteresis` is not negative, an event has at least
  ///   one snippet, `mergeGap` is not negative, and the times are positive.
  public init(
    threshold: Float = 0.7, hysteresis: Float = 0.1, minimumLength: Int = 1, mergeGap: Int = 2,
    maximumLength: Double? = nil, rearmTime: Double? = nil
  ) {
    precondition(threshold.isFinite && hysteresis.isFinite && hysteresis >= 0, "scores are finite numbers")
    precondition(minimumLength >= 1 && mergeGap >= 0, "lengths are counted in whole snippets")
    precondition(maximumLength ?? 1 > 0 && rearmTime ?? 1 > 0, "times are positive; nil leaves a rule out")
    self.threshold = threshold
    self.hysteresis = hysteresis
    self.minimumLength = minimumLength
    self.mergeGap = mergeGap
    self.maximumLength = maximumLength
    self.rearmTime = rearmTime
  }
}
