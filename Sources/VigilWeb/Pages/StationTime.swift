import Foundation

/// Moments as forms send them: by the station's clock, without a zone.
enum StationTime {
  static func calendar(_ zone: TimeZone) -> Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    return calendar
  }

  /// Reads `2026-11-28T16:05`, with or without seconds; nil for what is none. Of a time that the clock shows twice, the first is taken.
  static func date(_ text: String, in zone: TimeZone) -> Date? {
    guard text.utf8.count <= 19,
      let parts = text.wholeMatch(
        of: /([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?/)?.output,
      let year = Int(parts.1), let month = Int(parts.2), let day = Int(parts.3), let hour = Int(parts.4),
      let minute = Int(parts.5), let second = Int(parts.6 ?? "0"), hour < 24, minute < 60, second < 60
    else { return nil }
    let calendar = calendar(zone)
    let wanted = DateComponents(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    guard let date = calendar.date(from: wanted) else { return nil }
    // There is no 30th of February. That an hour is left out in spring is no mistake of whoever asks.
    let found = calendar.dateComponents([.year, .month, .day], from: date)
    return found.year == year && found.month == month && found.day == day ? date : nil
  }

  /// Writes a moment as a form's field holds it.
  static func text(_ date: Date, in zone: TimeZone) -> String {
    date.formatted(
      Date.ISO8601FormatStyle(timeZone: zone).year().month().day().dateSeparator(.dash)
        .dateTimeSeparator(.standard).time(includingFractionalSeconds: false).timeSeparator(.colon))
  }
}
