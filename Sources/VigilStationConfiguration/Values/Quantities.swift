import VigilCore

/// A length of time, written `10s`, `5m`, `24h`, `30d`, `2w`.
public struct Seconds: SettingValue, Comparable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// The number of seconds.
  public var value: Double

  /// A length of time.
  public init(_ value: Double) { self.value = value }
  /// A length of time.
  public init(floatLiteral value: Double) { self.value = value }
  /// A length of time.
  public init(integerLiteral value: Int) { self.value = Double(value) }

  /// From the longest to the shortest.
  private static let units: [(String, Double)] = [
    ("w", 604_800), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1), ("ms", 0.001),
  ]

  /// Reads a number and a unit; a number alone is refused, for nobody could tell minutes from seconds.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> Seconds {
    let text = try written.text(meaning)
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text[digits.endIndex...].drop { $0 == " " }
    guard let number = Double(digits), number.isFinite, let scale = units.first(where: { $0.0 == unit })?.1
    else { throw SettingMistake("is \"\(text)\", not \(meaning)") }
    return Seconds(number * scale)
  }
  /// In the longest unit that needs no fraction.
  public var written: String {
    let unit = Self.units.first { value >= $0.1 && (value / $0.1).rounded() * $0.1 == value } ?? ("s", 1)
    return NumberText.trimmed(value / unit.1, decimals: 3) + unit.0
  }
  /// `a time such as 10s, 5m, 24h or 30d`.
  public static var meaning: String { "a time such as 10s, 5m, 24h or 30d" }
  /// Its exact number.
  public var fingerprint: String { String(value) }
  /// A text of that form.
  public static var schema: [String: SchemaValue] {
    ["type": .text("string"), "pattern": .text(#"^[0-9.]+ ?(ms|s|m|h|d|w)$"#)]
  }
  /// Whether a time is shorter.
  public static func < (left: Seconds, right: Seconds) -> Bool { left.value < right.value }
}

/// A number of bytes, written `500MB` or `20GiB`.
public struct Bytes: SettingValue, Comparable, ExpressibleByIntegerLiteral {
  /// The number.
  public var value: Int

  /// A number of bytes.
  public init(_ value: Int) { self.value = value }
  /// A number of bytes.
  public init(integerLiteral value: Int) { self.value = value }

  private static let units: [(String, Double)] = [
    ("TiB", 1_099_511_627_776), ("GiB", 1_073_741_824), ("MiB", 1_048_576), ("KiB", 1024),
    ("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("KB", 1e3),
  ]

  /// Reads a number and a unit.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> Bytes {
    let text = try written.text(meaning)
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text[digits.endIndex...].drop { $0 == " " }.lowercased()
    guard let number = Double(digits), let scale = units.first(where: { $0.0.lowercased() == unit })?.1,
      number * scale < 1e18
    else { throw SettingMistake("is \"\(text)\", not \(meaning)") }
    return Bytes(Int(number * scale))
  }
  /// In the longest unit that needs no fraction.
  public var written: String {
    let unit = Self.units.first {
      Double(value) >= $0.1 && Double(value).truncatingRemainder(dividingBy: $0.1) == 0
    }
    guard let unit else { return NumberText.trimmed(Double(value) / 1e6, decimals: 6) + "MB" }
    return NumberText.trimmed(Double(value) / unit.1, decimals: 0) + unit.0
  }
  /// `a size such as 500MB or 20GiB`.
  public static var meaning: String { "a size such as 500MB or 20GiB" }
  /// Its exact number.
  public var fingerprint: String { String(value) }
  /// A text of that form.
  public static var schema: [String: SchemaValue] {
    ["type": .text("string"), "pattern": .text(#"^[0-9.]+ ?[KkMmGgTt][Ii]?[Bb]$"#)]
  }
  /// Whether a size is smaller.
  public static func < (left: Bytes, right: Bytes) -> Bool { left.value < right.value }
}

/// How often something may happen, written `1/week` or `5/day`.
public struct Rate: SettingValue, Comparable {
  /// How often a day.
  public var perDay: Double

  /// So often a day.
  public init(perDay: Double) { self.perDay = perDay }

  private static let units: [(String, Double)] = [
    ("hour", 24), ("day", 1), ("week", 1.0 / 7), ("month", 1.0 / 30),
  ]

  /// Reads a number and a time after a slash.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> Rate {
    let text = try written.text(meaning)
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map {
      $0.trimming(while: \.isWhitespace)
    }
    guard parts.count == 2, let number = Double(parts[0]), number.isFinite, number >= 0,
      let scale = units.first(where: { $0.0 == parts[1] })?.1
    else { throw SettingMistake("is \"\(text)\", not \(meaning)") }
    return Rate(perDay: number * scale)
  }
  /// For the shortest time in which it is at least once.
  public var written: String {
    let unit = Self.units.first { perDay / $0.1 >= 0.999 } ?? ("month", 1.0 / 30)
    return NumberText.trimmed(perDay / unit.1, decimals: 3) + "/" + unit.0
  }
  /// `a rate such as 1/week or 5/day`.
  public static var meaning: String { "a rate such as 1/week or 5/day" }
  /// Its exact number.
  public var fingerprint: String { String(perDay) }
  /// A text of that form.
  public static var schema: [String: SchemaValue] {
    ["type": .text("string"), "pattern": .text(#"^[0-9.]+ ?/ ?(hour|day|week|month)$"#)]
  }
  /// Whether something is rarer.
  public static func < (left: Rate, right: Rate) -> Bool { left.perDay < right.perDay }
}

extension Substring {
  /// Without characters of a kind at both ends.
  fileprivate func trimming(while isUnwanted: (Character) -> Bool) -> Substring {
    var text = drop(while: isUnwanted)
    while let last = text.last, isUnwanted(last) { text.removeLast() }
    return text
  }
}
