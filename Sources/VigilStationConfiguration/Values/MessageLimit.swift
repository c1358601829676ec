/// How many messages there may be in a time, written `6/hour`, `20/day` or `50/week`: not a rate, for 6 an hour may come at once.
public struct MessageLimit: SettingValue {
  /// The most, 1 to 1,000.
  public var count: Int
  /// In so many seconds.
  public var seconds: Double

  /// So many in a time.
  public init(count: Int, seconds: Double) { (self.count, self.seconds) = (count, seconds) }

  private static let units: [(String, Double)] = [("hour", 3600), ("day", 86_400), ("week", 604_800)]

  /// Reads a number and a time after a slash.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> MessageLimit {
    let text = try written.text(meaning)
    guard let match = text.wholeMatch(of: /([0-9]{1,6}) ?\/ ?([a-z]+)/), let count = Int(match.1),
      let seconds = units.first(where: { $0.0 == match.2 })?.1
    else { throw SettingMistake("is \"\(text)\", not \(meaning)") }
    guard (1...1000).contains(count) else { throw SettingMistake("is \"\(text)\", not 1 to 1000 in a time") }
    return MessageLimit(count: count, seconds: seconds)
  }
  /// As it is read.
  public var written: String {
    "\(count)/\(Self.units.first { $0.1 == seconds }?.0 ?? "hour")"
  }
  /// `a number in a time such as …`.
  public static var meaning: String { "a number in a time such as 6/hour, 20/day or 50/week" }
  /// A text of that form.
  public static var schema: [String: SchemaValue] {
    ["type": .text("string"), "pattern": .text("^[0-9]+ ?/ ?(hour|day|week)$")]
  }
}
