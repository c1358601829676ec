import Foundation

/// A secret by which messages are signed, as Standard Webhooks writes it: `whsec_` and 24 to 64 bytes in Base64.
public struct SigningSecret: SettingValue, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The key.
  public let revealed: [UInt8]
  private let text: Secret

  /// Takes a secret as it is written; nil for anything else.
  public init?(_ text: String) { self.init(Secret(text)) }

  private init?(_ text: Secret) {
    let prefix = "whsec_"
    guard text.revealed.hasPrefix(prefix),
      let bytes = Data(base64Encoded: String(text.revealed.dropFirst(prefix.count))),
      (24...64).contains(bytes.count)
    else { return nil }
    (revealed, self.text) = (Array(bytes), text)
  }

  /// Reads a secret; a mistake never repeats it.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> SigningSecret {
    guard let secret = SigningSecret(try Secret.read(written)) else {
      throw SettingMistake("is not \(meaning); make one by echo whsec_$(openssl rand -base64 32)")
    }
    return secret
  }

  /// The names that it refers to, or only that it is there.
  public var written: String { text.written }
  /// The digest of it.
  public var fingerprint: String { text.fingerprint }
  /// Only that it is there.
  public var description: String { text.description }
  /// Only that it is there.
  public var debugDescription: String { description }
  /// Only that it is there.
  public var customMirror: Mirror { Mirror(self, children: []) }
  /// `whsec_ and …`.
  public static var meaning: String { "whsec_ and 24 to 64 bytes in Base64, best by ${NAME}" }
  /// A text.
  public static var schema: [String: SchemaValue] {
    ["type": .text("string"), "pattern": .text(#"^(whsec_[A-Za-z0-9+/=]+|.*\$\{.+\}.*)$"#)]
  }
}
