public import Foundation

/// A date as people give it: `2026-11-28`, `2026-11-28T02:00`, `90m` or `7d` ago, `today`, `yesterday`.
public struct DatePhrase: Hashable, Sendable {
  private enum Form: Hashable {
    case ago(seconds: Double)
    case day(daysBack: Int)
    case date(DateComponents)
    case instant(Date)
  }

  /// What can be given, for messages.
  public static let meaning =
    "2026-11-28, 2026-11-28T02:00, a time ago such as 90m, 24h or 7d, today, or yesterday"
  private static let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]

  /// A century; what is longer is a slip, and no calendar's.
  private static let longest = 100 * 365.25 * 86_400

  private let form: Form

  /// Reads a phrase; nil if it is none.
  public init?(_ text: String) {
    if text == "today" || text == "yesterday" {
      form = .day(daysBack: text == "today" ? 0 : 1)
    } else if let unit = text.last.flatMap({ Self.units[$0] }), let number = Double(text.dropLast()),
      number.isFinite, number >= 0, number * unit <= Self.longest
    {
      form = .ago(seconds: number * unit)
    } else if let match = text.wholeMatch(of: /(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?/) {
      var parts = DateComponents()
      (parts.year, parts.month, parts.day) = (Int(match.1), Int(match.2), Int(match.3))
      (parts.hour, parts.minute, parts.second) = (
        match.4.flatMap { Int($0) } ?? 0, match.5.flatMap { Int($0) } ?? 0, match.6.flatMap { Int($0) } ?? 0
      )
      form = .date(parts)
      // The calendar takes 31 February for a day in March.
      var calendar = Calendar(identifier: .gregorian)
      calendar.timeZone = .gmt
      parts.calendar = calendar
      guard parts.isValidDate else { return nil }
    } else if let date = try? Date(text, strategy: .iso8601) {
      form = .instant(date)
    } else {
      return nil
    }
  }

  /// The moment that is meant, as seen at another in a calendar; nil for an hour that a change of the clock left out.
  public func date(at now: Date, calendar: Calendar = .current) -> Date? {
    switch form {
    case .ago(let seconds): now - seconds
    case .day(let back): calendar.date(byAdding: .day, value: -back, to: calendar.startOfDay(for: now))
    case .date(let parts): calendar.date(from: parts)
    case .instant(let date): date
    }
  }
}
