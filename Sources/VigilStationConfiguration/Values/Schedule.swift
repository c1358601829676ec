public import Foundation

/// When a camera raises alarms, by weekday and local time: `always`, `never`, or a list such as `mon-fri 18:00-07:00`, `sat,sun`.
public struct Schedule: SettingValue {
  /// A day of the week, as in ISO 8601.
  public enum Weekday: Int, CaseIterable, Hashable, Sendable {
    /// The days.
    case monday = 1, tuesday, wednesday, thursday, friday, saturday, sunday

    /// Three letters.
    var written: String { ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][rawValue - 1] }
    /// The day after.
    var next: Weekday { Weekday(rawValue: rawValue % 7 + 1) ?? .monday }
  }

  /// Hours of some days; those that end before they begin go on into the next day.
  public struct Span: Hashable, Sendable {
    /// The days on which it begins.
    public var days: Set<Weekday>
    /// In minutes from midnight.
    public var begin: Int
    /// In minutes from midnight, not included; up to 1440.
    public var end: Int

    /// Makes hours of some days.
    public init(days: Set<Weekday>, begin: Int = 0, end: Int = 1440) {
      (self.days, self.begin, self.end) = (days, begin, end)
    }

    fileprivate var written: String {
      let days = Weekday.allCases.filter(self.days.contains).map(\.written)
      let names = days.count == 7 ? "daily" : days.joined(separator: ",")
      return begin == 0 && end == 1440 ? names : "\(names) \(Schedule.clock(begin))-\(Schedule.clock(end))"
    }
  }

  /// The hours; none: never.
  public var spans: [Span]

  /// Makes a schedule.
  public init(_ spans: [Span]) { self.spans = spans }

  /// Every hour of every day.
  public static let always = Schedule([Span(days: Set(Weekday.allCases))])
  /// No hour.
  public static let never = Schedule([])

  /// Whether a moment of local time is within the hours.
  public func contains(_ day: Weekday, minute: Int) -> Bool {
    spans.contains { span in
      guard span.begin >= span.end else {
        return span.days.contains(day) && (span.begin..<span.end).contains(minute)
      }
      return span.days.contains(day) && minute >= span.begin
        || span.days.contains { $0.next == day } && minute < span.end
    }
  }

  /// Whether a moment is within the hours, by the clock on the wall in a time zone.
  ///
  /// Where the clock is put back an hour, that hour counts twice; an hour that it skips does not come.
  public func contains(_ date: Date, in zone: TimeZone = .current) -> Bool {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let parts = calendar.dateComponents([.weekday, .hour, .minute], from: date)
    // Foundation's week begins with Sunday, 1.
    guard let number = parts.weekday, let day = Weekday(rawValue: (number + 5) % 7 + 1),
      let hour = parts.hour,
      let minute = parts.minute
    else { return false }
    return contains(day, minute: hour * 60 + minute)
  }

  /// Reads hours.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> Schedule {
    if case .text(let word) = written, word == "always" || word == "never" {
      return word == "always" ? always : never
    }
    let spans = try written.list().reading { (part) throws(SettingMistake) in
      try span(try part.text(meaning))
    }
    guard !spans.isEmpty else { throw SettingMistake("has no hours; write \(meaning)") }
    return Schedule(spans)
  }

  private static func span(_ text: String) throws(SettingMistake) -> Span {
    let words = text.replacing(" - ", with: "-").split(separator: " ")
    let mistake = SettingMistake("is \"\(text)\", not \(meaning)")
    guard (1...2).contains(words.count), let days = days(words[0]) else { throw mistake }
    guard words.count == 2 else { return Span(days: days) }
    let times = words[1].split(separator: "-", omittingEmptySubsequences: false)
    guard times.count == 2, let begin = minute(times[0]), let end = minute(times[1]), begin < 1440,
      begin != end
    else { throw mistake }
    return Span(days: days, begin: begin, end: end)
  }

  private static func days(_ text: Substring) -> Set<Weekday>? {
    if text == "daily" { return Set(Weekday.allCases) }
    var days: Set<Weekday> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false)
        .map { name in Weekday.allCases.first { $0.written == name.lowercased() } }
      guard (1...2).contains(ends.count), var day = ends[0], let last = ends[ends.count - 1] else {
        return nil
      }
      days.insert(day)
      while day != last {
        day = day.next
        days.insert(day)
      }
    }
    return days
  }

  static func minute(_ text: Substring) -> Int? {
    guard let match = text.wholeMatch(of: /(\d{1,2}):(\d{2})/), let hour = Int(match.1),
      let minute = Int(match.2),
      minute < 60, hour < 24 || hour == 24 && minute == 0
    else { return nil }
    return hour * 60 + minute
  }

  static func clock(_ minute: Int) -> String {
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return two(minute / 60) + ":" + two(minute % 60)
  }

  /// As it is read.
  public var written: String {
    self == .always
      ? "always"
      : spans.isEmpty ? "never" : "[" + spans.map { "\"\($0.written)\"" }.joined(separator: ", ") + "]"
  }
  /// `always, never, or hours such as …`.
  public static var meaning: String { #"always, never, or hours such as ["mon-fri 18:00-07:00", "sat,sun"]"# }
  /// A word or a list of hours.
  public static var schema: [String: SchemaValue] {
    let hours: [String: SchemaValue] = ["type": .text("string")]
    return ["anyOf": .list([.object(hours), .object(["type": .text("array"), "items": .object(hours)])])]
  }
}
