public import Foundation
public import VigilStationConfiguration
public import VigilStore

/// The scores from which on a camera's events are alarms, or are kept for review, and where they came from.
public struct StandingThresholds: Hashable, Sendable {
  /// Where a threshold came from.
  public enum Basis: String, Hashable, Sendable {
    /// The station's file.
    case file = "as given in the file"
    /// The camera's own scores.
    case calibrated = "calibrated from the camera's own scores"
    /// The camera's own scores, before it was moved.
    case stale =
      "calibrated before the camera was moved; calibrated again once there are enough scores of the new view"
    /// The model, until there are enough scores.
    case provisional = "provisional: the model's, until there are enough scores of this camera"
  }

  /// A threshold, which may depend on the hour of the day.
  public struct Value: Hashable, Sendable, CustomStringConvertible {
    /// One score, or one for each hour of the day, local time.
    public var scores: [Float]
    /// Where it came from.
    public var basis: Basis

    /// The score, or the least and the greatest of the day, and where it came from.
    public var description: String {
      let (low, high) = (scores.min() ?? 0, scores.max() ?? 0)
      return (low == high ? "\(low)" : "\(low) to \(high) by hour") + ", " + basis.rawValue
    }

    /// The score at a moment.
    public func score(at date: Date, calendar: Calendar) -> Float {
      guard scores.count == 24 else { return scores[0] }
      return scores[min(23, calendar.component(.hour, from: date))]
    }

    /// Reads what `text` writes.
    init?(text: String, basis: Basis) {
      let scores = text.split(separator: ",", omittingEmptySubsequences: false).map { Float($0) }
      guard scores.count == 1 || scores.count == 24, scores.allSatisfy({ $0?.isFinite == true }) else {
        return nil
      }
      (self.scores, self.basis) = (scores.map { $0 ?? 1 }, basis)
    }

    init(_ score: Float, basis: Basis) { (scores, self.basis) = ([score], basis) }

    /// The scores, separated by commas, as the database keeps them.
    public static func text(_ scores: [Float]) -> String { scores.map { "\($0)" }.joined(separator: ",") }
  }

  /// The keys under which calibrated thresholds are kept.
  public static let alarmKey = "threshold.alarm"
  /// See `alarmKey`.
  public static let reviewKey = "threshold.review"
  /// The key of the view among the changes at run time, which says when the camera was moved.
  public static let viewKey = "view"
  /// The key of a recalibration on request among the changes at run time, which says when it was asked for.
  public static let recalibratedKey = "recalibrated"
  /// Who is said to have set a threshold that was calibrated for a model.
  public static func author(_ model: String) -> String { "calibration for \(model)" }
  /// How far below an uncalibrated alarm threshold review begins.
  public static let provisionalDistance: Float = 0.2

  /// From which score on an event is an alarm.
  public let alarm: Value
  /// From which score on an event is kept.
  public let review: Value

  /// Decides: the file's thresholds, else calibrated ones, else the model's.
  ///
  /// - Parameters:
  ///   - settings: The camera's settings.
  ///   - changes: What is kept about the camera now.
  ///   - model: The model's threshold.
  ///   - name: The model's name: what was calibrated for another one does not count.
  public init(_ settings: CameraSettings, changes: [RuntimeChange], model: Float, name: String) {
    func stored(_ key: String) -> Value? {
      guard let change = changes.last(where: { $0.key == key && $0.by == Self.author(name) }) else {
        return nil
      }
      let moved = changes.last { $0.key == Self.viewKey && $0.value != nil }
      let isStale = moved.map { $0.at > change.at } ?? false
      return change.value.flatMap { Value(text: $0, basis: isStale ? .stale : .calibrated) }
    }
    let alarm =
      settings.threshold.map { Value(Float($0), basis: .file) } ?? stored(Self.alarmKey)
      ?? Value(model, basis: .provisional)
    self.alarm = alarm
    let below = (alarm.scores.min() ?? model) - Self.provisionalDistance
    review =
      settings.reviewThreshold.map { Value(Float($0), basis: .file) } ?? stored(Self.reviewKey)
      ?? Value(max(0, below), basis: .provisional)
  }

  private init(alarm: Value, review: Value) { (self.alarm, self.review) = (alarm, review) }

  /// Those of one hour of the day, at all hours.
  func flat(hour: Int) -> StandingThresholds {
    func only(_ value: Value) -> Value {
      Value(value.scores.count == 24 ? value.scores[hour] : value.scores[0], basis: value.basis)
    }
    return StandingThresholds(alarm: only(alarm), review: only(review))
  }

  /// Whether a camera was calibrated, or was to be, after it was last moved.
  static func isViewAccepted(_ changes: [RuntimeChange]) -> Bool {
    guard let moved = changes.last(where: { $0.key == viewKey && $0.value != nil })?.at else { return false }
    return changes.contains {
      [alarmKey, reviewKey, recalibratedKey].contains($0.key) && $0.value != nil && $0.at > moved
    }
  }

  /// The least of all hours and severities, at most 1.
  var lowest: Float { (alarm.scores + review.scores).reduce(1, min) }

  /// From which score on an event begins at a moment: never above the score of an alarm.
  func begin(at date: Date, calendar: Calendar) -> Float {
    min(review.score(at: date, calendar: calendar), alarm.score(at: date, calendar: calendar))
  }
}
