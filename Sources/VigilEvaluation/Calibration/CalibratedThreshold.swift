/// A threshold for one camera, with its basis.
public struct CalibratedThreshold: Hashable, Sendable {
  /// How the rate at a threshold was found.
  public enum Method: String, Hashable, Sendable, Codable {
    /// By counting events in the footage.
    case counted
    /// Extrapolated beyond the footage with an exponential law of the peaks.
    case exponentialTail = "exponential_tail"
    /// Extrapolated beyond the footage with a generalised Pareto law of the peaks.
    case paretoTail = "pareto_tail"
  }

  /// An event begins at a score of at least this.
  public var threshold: Double
  /// The confidence interval of the threshold; nil with fewer than two blocks of time.
  public var interval: ClosedRange<Double>?
  /// The requested rate.
  public var alarmsPerDay: Double
  /// The confidence interval of the rate at this threshold.
  public var rateInterval: ClosedRange<Double>?
  /// How the rate was found.
  public var method: Method
  /// The length of the footage.
  public var hours: Double
  /// The snippets in the footage.
  public var snippets: Int
  /// The alarms in the footage at this threshold.
  public var alarms: Int
  /// The number of peaks that a tail was fitted to; 0 if alarms were counted.
  public var tailPeaks: Int
  /// The shape of a Pareto tail; 0 for an exponential one.
  public var tailShape: Double

  /// The lowest rate that footage of this length can demonstrate: without a single alarm in it, the rate is below this
  /// with a confidence of 95 % (the rule of three, Hanley and Lippman-Hand, JAMA 249, 1983).
  public var lowestShownRate: Double { 3 / (hours / 24) }
}
