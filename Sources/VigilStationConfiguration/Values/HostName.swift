/// The name of a machine, as browsers ask for it.
public struct HostName: SettingValue {
  /// The name, in lower case.
  public let text: String

  /// Reads a name.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> HostName {
    let text = try written.text(meaning).lowercased()
    let isName =
      text.utf8.count <= 253
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
        $0.wholeMatch(of: /[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?/) != nil
      }
    guard isName else { throw SettingMistake("is \"\(text)\", not \(meaning)") }
    return HostName(text: text)
  }
  /// The name.
  public var written: String { text.written }
  /// `a name such as station.example`.
  public static var meaning: String { "a name such as station.example, without a port" }
  /// A text.
  public static var schema: [String: SchemaValue] {
    ["type": .text("string"), "pattern": .text("^[A-Za-z0-9_.-]+$")]
  }
}
