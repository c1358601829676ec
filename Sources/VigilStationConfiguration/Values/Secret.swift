import VigilHashing

/// A user or a password, as it is in the file, or of what `${NAME}` holds.
///
/// No text, no error and no dump of a secret shows it.
public struct Secret: SettingValue, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// What it is. Give it to the camera, and to nothing else.
  public let revealed: String
  /// The names that it was put together from; none if it is in the file.
  public let names: [String]

  /// Whether `revealed` is what it is: false where the file was read without looking what names hold.
  public let isKnown: Bool

  /// Makes a secret.
  public init(_ revealed: String, names: [String] = [], isKnown: Bool = true) {
    (self.revealed, self.names, self.isKnown) = (revealed, names, isKnown)
  }

  /// Reads a text; a mistake never repeats what was written.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> Secret {
    switch written {
    case .text(""): throw SettingMistake("has no value; write \(meaning), or leave the key out")
    case .text(let text): return Secret(text)
    case .revealed(let text, let names): return Secret(text, names: names)
    case .hidden(let text, let names): return Secret(text, names: names, isKnown: false)
    case .list: throw SettingMistake("is a list, not \(meaning)")
    }
  }

  /// The names that it refers to, or only that it is there.
  public var written: String { names.isEmpty ? "***" : names.map { "${\($0)}" }.joined() }
  /// The digest of it.
  public var fingerprint: String { SHA256.hexadecimal(of: revealed) }
  /// Only that it is there.
  public var description: String { "***" }
  /// Only that it is there.
  public var debugDescription: String { "***" }
  /// Only that it is there.
  public var customMirror: Mirror { Mirror(self, children: []) }
  /// `a text, or ${NAME} …`.
  public static var meaning: String { "a text, or ${NAME} of a systemd credential or of the environment" }
  /// A text; one of digits is one too.
  public static var schema: [String: SchemaValue] {
    ["type": .list([.text("string"), .text("number")]), "minLength": .number(1)]
  }
}
