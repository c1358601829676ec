/// How snippet scores become events.
public struct EventRules: Hashable, Sendable, Codable {
  /// The recommended `maximumLength` for cameras, in seconds: ten minutes.
  ///
  /// By default nothing is split. On a camera that is watched for months, a score that is stuck high would then be one
  /// event that never ends.
  public static let usualMaximumLength = 600.0

  /// An event begins at a score of at least this (Pham et al. 2024: 0.7).
  public var threshold: Float
  /// An event lasts until a score falls below `threshold - hysteresis`.
  public var hysteresis: Float
  /// The shortest event, in snippets; shorter ones are dropped.
  public var minimumLength: Int
  /// Events with at most this many snippets between them are merged.
  public var mergeGap: Int
  /// An event that would become longer than this is split, in seconds; nil: never.
  ///
  /// The next part begins at once and is numbered (`AnomalyEvent.part`).
  public var maximumLength: Double?
  /// The time after the end of an event during which no other raises an alarm, in seconds of the stream; nil: none.
  ///
  /// An event that is still open when it expires is announced then, with its own start. One that ends before is reported
  /// once, as suppressed, and does not extend the time.
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
    precondition(
      threshold.isFinite && hysteresis.isFinite && hysteresis >= 0, "threshold and hysteresis must be finite")
    precondition(minimumLength >= 1 && mergeGap >= 0, "lengths are counted in whole snippets")
    precondition(
      maximumLength ?? 1 > 0 && rearmTime ?? 1 > 0,
      "maximum length and re-arm time must be positive; nil turns them off")
    self.threshold = threshold
    self.hysteresis = hysteresis
    self.minimumLength = minimumLength
    self.mergeGap = mergeGap
    self.maximumLength = maximumLength
    self.rearmTime = rearmTime
  }
}
