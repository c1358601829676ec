public import Foundation
public import VigilStationConfiguration
public import VigilStore

/// Whether a camera may raise an alarm at a moment, and if not, why.
public struct Standing: Hashable, Sendable {
  /// The key of arming among the changes at run time: `yes` or `no`.
  public static let armedKey = "armed"
  /// The key of a snooze among the changes at run time, which has an end.
  public static let snoozedKey = "snoozed"

  /// Why events are only kept for review; empty if they may be alarms.
  public var reasons: [String] = []

  /// A standing in which nothing forbids alarms.
  public init() {}

  /// Takes the schedule and what was changed at run time.
  public init(
    _ settings: CameraSettings, changes: [RuntimeChange], at date: Date, calendar: Calendar = .current
  ) {
    if let change = Self.arming(changes), change.value == "no" {
      reasons.append("disarmed by \(change.by)")
    }
    if let change = changes.last(where: { $0.key == Self.snoozedKey }) {
      reasons.append("snoozed by \(change.by)")
    }
    if !settings.schedule.contains(date, in: calendar.timeZone) { reasons.append("outside the schedule") }
  }

  /// Whether somebody has disarmed the camera.
  static func isDisarmed(_ changes: [RuntimeChange]) -> Bool { arming(changes)?.value == "no" }

  private static func arming(_ changes: [RuntimeChange]) -> RuntimeChange? {
    changes.last { $0.key == armedKey }
  }

  /// Whether an alarm may be raised.
  public var allowsAlarms: Bool { reasons.isEmpty }
}
