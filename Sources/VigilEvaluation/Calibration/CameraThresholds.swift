public import Foundation

/// The two thresholds of a camera, and what they rest on.
public struct CameraThresholds: Hashable, Sendable, Codable {
  /// The threshold of one severity.
  public struct Severity: Hashable, Sendable, Codable {
    /// The score from which an event has this severity, at most 1; nil if there is too little to say, or no threshold gives the rate.
    public var threshold: Float?
    /// The wanted rate.
    public var perDay: Double
    /// The confidence interval of the threshold, where the footage is enough for one.
    public var interval: ClosedRange<Double>?
    /// The confidence interval of the rate at this threshold.
    public var rateInterval: ClosedRange<Double>?
    /// Whether the rate was counted or extrapolated; nil without a threshold.
    public var method: CalibratedThreshold.Method?
    /// [24] the thresholds by hour of the day, where they differ.
    public var hours: [Float]?
    /// Why the threshold is provisional, as low as it may be, or missing; nil if it stands on enough.
    public var provisional: String?

    private enum CodingKeys: String, CodingKey {
      case threshold, interval, method, hours, provisional
      case perDay = "per_day"
      case rateInterval = "rate_interval"
    }

    /// The threshold at a moment.
    public func threshold(at date: Date, timeZone: TimeZone) -> Float? {
      guard let hours, hours.count == 24 else { return threshold }
      let seconds = Int(date.timeIntervalSince1970.rounded(.down)) + timeZone.secondsFromGMT(for: date)
      return hours[(seconds % 86_400 + 86_400) % 86_400 / 3600]
    }
  }

  /// What is announced.
  public var alarm: Severity
  /// What is to be looked at; its threshold is never above the alarm's.
  public var review: Severity
  /// How long was watched, in hours.
  public var hoursWatched: Double
  /// On how many days.
  public var dates: Int
  /// The scores that counted.
  public var samples: Int
  /// How long was excluded, in hours.
  public var hoursExcluded: Double
  /// Why the thresholds do or do not depend on the hour, as one clause.
  public var hourly: String

  private enum CodingKeys: String, CodingKey {
    case alarm, review, dates, samples, hourly
    case hoursWatched = "hours_watched"
    case hoursExcluded = "hours_excluded"
  }
}
