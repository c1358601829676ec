public import Foundation

/// The address that messages are posted to: secret as a whole, since many services take its path for a password.
public struct WebhookAddress: SettingValue, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// All of it. Post to it, and show `description`.
  public let revealed: URL
  private let names: [String]

  /// Reads an address; a mistake never repeats it.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> WebhookAddress {
    let secret = try Secret.read(written)
    let text = secret.revealed
    guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }),
      let url = URL(string: text), ["http", "https"].contains(url.scheme?.lowercased() ?? ""),
      url.host()?.isEmpty == false
    else { throw SettingMistake("is not \(meaning)") }
    guard url.user() == nil, url.password() == nil else {
      throw SettingMistake("has a user or a password in it; give a token by the key token")
    }
    return WebhookAddress(revealed: url, names: secret.names)
  }

  /// The names that it refers to, or what is not secret in it.
  public var written: String { names.isEmpty ? description.written : names.map { "${\($0)}" }.joined() }
  /// The digest of it.
  public var fingerprint: String { Secret(revealed.absoluteString).fingerprint }
  /// Scheme and host.
  public var description: String {
    "\(revealed.scheme ?? "http")://\(revealed.host() ?? "")\(revealed.port.map { ":\($0)" } ?? "")"
  }
  /// Scheme and host.
  public var debugDescription: String { description }
  /// Scheme and host.
  public var customMirror: Mirror { Mirror(self, children: ["host": description]) }
  /// `an address that begins with …`.
  public static var meaning: String {
    "an address that begins with https:// or http://, or ${NAME} of a systemd credential or of the environment"
  }
  /// A text.
  public static var schema: [String: SchemaValue] {
    ["type": .text("string"), "pattern": .text(#"^(https?://.+|.*\$\{.+\}.*)$"#)]
  }
}
