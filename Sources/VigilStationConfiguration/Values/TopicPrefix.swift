/// What topics of MQTT begin with: one or more levels, without what means something else to a broker.
public struct TopicPrefix: SettingValue, ExpressibleByStringLiteral {
  /// The levels, with slashes between them.
  public let text: String

  /// The longest, in bytes.
  static let longest = 128

  /// Takes levels that are known to be right.
  public init(stringLiteral text: String) { self.text = text }

  /// Reads levels.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> TopicPrefix {
    let text = try written.text(meaning)
    guard text.utf8.count <= longest, text.wholeMatch(of: /[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*/) != nil else {
      throw SettingMistake("is \"\(text)\", not \(meaning)")
    }
    return TopicPrefix(stringLiteral: text)
  }
  /// The text.
  public var written: String { text.written }
  /// `levels such as …`.
  public static var meaning: String {
    "levels such as vigil or house/vigil, of letters A-Z a-z, digits, - and _, up to \(longest) characters"
  }
  /// A text of that form.
  public static var schema: [String: SchemaValue] {
    [
      "type": .text("string"), "pattern": .text("^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$"),
      "maxLength": .number(Double(longest)),
    ]
  }
}
