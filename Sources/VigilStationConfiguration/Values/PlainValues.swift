extension String: SettingValue {
  /// Reads a text.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> String {
    try written.text(meaning)
  }
  /// The text, in quotes where YAML needs them.
  public var written: String {
    let isPlain =
      !isEmpty && (first?.isLetter == true || first == "/")
      && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/ ".contains($0)) } && last != " "
      && !["true", "false", "yes", "no", "on", "off", "null"].contains(lowercased())
    return isPlain
      ? self
      : "\"" + replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
  }
  /// `a text`.
  public static var meaning: String { "a text" }
  /// A string.
  public static var schema: [String: SchemaValue] { ["type": .text("string")] }
}

extension Bool: SettingValue {
  /// Reads `true` or `false`; also the words of YAML 1.1, which people write.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> Bool {
    let text = try written.text(meaning)
    switch text.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default: throw SettingMistake("is \"\(text)\", not \(meaning)")
    }
  }
  /// `true` or `false`.
  public var written: String { self ? "true" : "false" }
  /// `true or false`.
  public static var meaning: String { "true or false" }
  /// A truth value.
  public static var schema: [String: SchemaValue] { ["type": .text("boolean")] }
}

extension Int: SettingValue {
  /// Reads a whole number.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> Int {
    let text = try written.text(meaning)
    guard let value = Int(text) else { throw SettingMistake("is \"\(text)\", not \(meaning)") }
    return value
  }
  /// Its digits.
  public var written: String { String(self) }
  /// `a whole number`.
  public static var meaning: String { "a whole number" }
  /// A whole number.
  public static var schema: [String: SchemaValue] { ["type": .text("integer")] }
}

extension Double: SettingValue {
  /// Reads a finite number.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> Double {
    let text = try written.text(meaning)
    guard let value = Double(text), value.isFinite else {
      throw SettingMistake("is \"\(text)\", not \(meaning)")
    }
    return value
  }
  /// Its shortest digits.
  public var written: String { self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self) }
  /// `a number`.
  public static var meaning: String { "a number" }
  /// A number.
  public static var schema: [String: SchemaValue] { ["type": .text("number")] }
}

extension Array: SettingValue where Element: SettingValue {
  /// Reads a list; a single value is a list of one.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> [Element] {
    // That nothing is meant must be said: a mask that was forgotten here would hide nothing.
    guard written != .text("") else { throw SettingMistake("has no value; write \(meaning), or []") }
    return try written.list().reading { (value) throws(SettingMistake) in try Element.read(value) }
  }
  /// A list in brackets.
  public var written: String { "[" + map(\.written).joined(separator: ", ") + "]" }
  /// Those of the values.
  public var fingerprint: String { "[" + map(\.fingerprint).joined(separator: ", ") + "]" }
  /// `a list of: …`.
  public static var meaning: String { "a list, each \(Element.meaning)" }
  /// A list.
  public static var schema: [String: SchemaValue] {
    ["type": .text("array"), "items": .object(Element.schema)]
  }
}

extension Optional: SettingValue where Wrapped: SettingValue {
  /// Reads a value.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> Wrapped? {
    try Wrapped.read(written)
  }
  /// The value; nothing for none.
  public var written: String { self?.written ?? "" }
  /// That of the value; nothing for none.
  public var fingerprint: String { self?.fingerprint ?? "" }
  /// That of the value.
  public static var meaning: String { Wrapped.meaning }
  /// That of the value.
  public static var schema: [String: SchemaValue] { Wrapped.schema }
}

/// One of a few words.
public protocol SettingChoice: SettingValue, CaseIterable, RawRepresentable<String> {}

extension SettingChoice {
  /// Reads one of the words.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> Self {
    let text = try written.text(meaning)
    guard let value = Self(rawValue: text) else {
      let near = NearName.suggestion(for: text, among: allCases.map(\.rawValue))
      throw SettingMistake("is \"\(text)\", not \(meaning)\(near)")
    }
    return value
  }
  /// The word.
  public var written: String { rawValue }
  /// `one of a, b, c`.
  public static var meaning: String { "one of " + allCases.map(\.rawValue).joined(separator: ", ") }
  /// The words.
  public static var schema: [String: SchemaValue] { ["enum": .list(allCases.map { .text($0.rawValue) })] }
}
