/// A threshold for one camera, with what it rests on.
public struct CalibratedThreshold: Hashable, Sendable {
  /// How the rate at a threshold was found.
  public enum Method: String, Hashable, Sendable, Codable {
    /// By counting events in the footage.
    case counted
    /// Carried on beyond the footage by an exponential law of the peaks.
    case exponentialTail = "exponential_tail"
    /// Carried on beyond the footage by a generalised Pareto law of the peaks.
    case paretoTail = "pareto_tail"
  }

  /// An event begins at a score of at least this.
  public var threshold: Double
  /// Where the threshold lies in most resamples; nil with fewer than two blocks of time.
  public var interval: ClosedRange<Double>?
  /// The rate that was asked for.
  public var alarmsPerDay: Double
  /// Where the rate at this threshold lies in most resamples.
  public var rateInterval: ClosedRange<Double>?
  /// How the rate was found.
  public var method: Method
  /// How long the footage is.
  public var hours: Double
  /// How many snippets it has.
  public var snippets: Int
  /// How many alarms the footage has at this threshold.
  public var alarms: Int
  /// The peaks that a tail was fitted to; 0 if alarms were counted.
  public var tailPeaks: Int
  /// The shape of a Pareto tail; 0 for an exponential one.
  public var tailShape: Double

  /// The lowest rate that footage of this length can bear witness to: without a single alarm in it, the rate is below this
  /// with a confidence of 95 % (the rule of three, Hanley and Lippman-Hand, JAMA 249, 1983).
  public var lowestShownRate: Double { 3 / (hours / 24) }
}
