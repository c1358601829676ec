public import Foundation

/// When a summary of the time before is told, by local time: `monday 08:00` or `daily 08:00`.
public struct SummaryTime: SettingValue {
  /// The day of the week; nil for every day.
  public var day: Schedule.Weekday?
  /// Minutes from midnight.
  public var minute: Int

  /// A time of a day of the week, or of every day.
  public init(day: Schedule.Weekday?, minute: Int) { (self.day, self.minute) = (day, minute) }

  /// The last moment at or before a date at which a summary is due, by the clock on the wall in a time zone.
  ///
  /// Where the clock skips the time, the summary is due an hour later, or as Foundation has it; where the time comes twice, at the first.
  public func due(atOrBefore date: Date, in zone: TimeZone) -> Date {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    // Noon is on every day.
    let noon = calendar.startOfDay(for: date) + 43_200
    // The same time on a day of the week before is at most eight days back.
    for back in -1...8 {
      guard let day = calendar.date(byAdding: .day, value: -back, to: noon) else { continue }
      var parts = calendar.dateComponents([.year, .month, .day, .weekday], from: day)
      // Foundation's week begins with Sunday, 1.
      let weekday = parts.weekday.flatMap { Schedule.Weekday(rawValue: ($0 + 5) % 7 + 1) }
      guard self.day == nil || self.day == weekday else { continue }
      (parts.weekday, parts.hour, parts.minute) = (nil, minute / 60, minute % 60)
      if let due = calendar.date(from: parts), due <= date { return due }
    }
    // No calendar has such days.
    return date
  }

  /// The moment at which the summary before one was due: where the time begins that it tells of.
  public func due(before due: Date, in zone: TimeZone) -> Date {
    self.due(atOrBefore: due - 1, in: zone)
  }

  /// The longest time from one summary to the next, in seconds: a week or a day, with an hour that the clock is put back.
  public var longest: Double { (day == nil ? 86_400 : 604_800) + 7200 }

  /// Reads a day and a time.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> SummaryTime {
    let text = try written.text(meaning)
    let mistake = SettingMistake("is \"\(text)\", not \(meaning)")
    let words = text.lowercased().split(separator: " ")
    guard words.count == 2, let minute = Schedule.minute(words[1]), minute < 1440 else { throw mistake }
    if words[0] == "daily" { return SummaryTime(day: nil, minute: minute) }
    let day = Schedule.Weekday.allCases.first { "\($0)" == words[0] || $0.written == words[0] }
    guard let day else { throw mistake }
    return SummaryTime(day: day, minute: minute)
  }

  /// As it is read.
  public var written: String { "\(day.map { "\($0)" } ?? "daily") \(Schedule.clock(minute))" }
  /// `a day and a time such as …`.
  public static var meaning: String { "a day of the week and a time such as monday 08:00, or daily 08:00" }
  /// A text of that form.
  public static var schema: [String: SchemaValue] {
    [
      "type": .text("string"),
      "pattern": .text(
        "^([Mm]on(day)?|[Tt]ue(sday)?|[Ww]ed(nesday)?|[Tt]hu(rsday)?|[Ff]ri(day)?|[Ss]at(urday)?|[Ss]un(day)?|daily) [0-9]{1,2}:[0-9]{2}$"
      ),
    ]
  }
}
