/// What a broker tells its clients apart by.
public struct ClientID: SettingValue {
  /// The name.
  public let text: String

  /// Reads a name.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> ClientID {
    let text = try written.text(meaning)
    guard text.wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) != nil else {
      throw SettingMistake("is \"\(text)\", not \(meaning)")
    }
    return ClientID(text: text)
  }
  /// The name.
  public var written: String { text.written }
  /// `a name of …`.
  public static var meaning: String { "a name of up to 64 letters A-Z a-z, digits, - and _" }
  /// A text of that form.
  public static var schema: [String: SchemaValue] {
    ["type": .text("string"), "pattern": .text("^[A-Za-z0-9_-]{1,64}$")]
  }
}
