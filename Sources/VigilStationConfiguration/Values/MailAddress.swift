/// An address of mail, without a name beside it.
public struct MailAddress: SettingValue {
  /// The address.
  public let text: String

  /// The longest, in bytes (RFC 5321).
  static let longest = 254

  /// Reads an address.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> MailAddress {
    let text = try written.text(meaning)
    // Printable ASCII without what needs quotes or has a meaning in commands and fields.
    let form =
      /[A-Za-z0-9!#$%&'*+\/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+\/=?^_`{|}~-]+)*@([A-Za-z0-9-]+\.)*[A-Za-z0-9-]+/
    let name = text.prefix { $0 != "@" }
    guard text.utf8.count <= longest, name.utf8.count <= 64, text.wholeMatch(of: form) != nil else {
      throw SettingMistake("is \"\(text)\", not \(meaning)")
    }
    return MailAddress(text: text)
  }

  /// What follows the `@`.
  public var domain: String { String(text.drop { $0 != "@" }.dropFirst()) }

  /// The address.
  public var written: String { text.written }
  /// `an address such as …`.
  public static var meaning: String { "an address such as ada@example.org" }
  /// A text of that form.
  public static var schema: [String: SchemaValue] {
    [
      "type": .text("string"), "pattern": .text(#"^[^@\s<>"(),:;\\\[\]]+@[A-Za-z0-9.-]+$"#),
      "maxLength": .number(Double(longest)),
    ]
  }
}
