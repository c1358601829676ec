public import Foundation

/// Where messages go: the address of a webhook, of a broker or of a mail server. Secret as a whole, since many services take its path for a password.
public struct ChannelAddress: SettingValue, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// All of it. Connect to it, and show `description`.
  public let revealed: URL
  private let names: [String]
  /// Whether it is the address: false where the file was read without looking what names hold, which leaves open what it leads to.
  let isKnown: Bool

  private init(_ revealed: URL, _ secret: Secret) {
    (self.revealed, names, isKnown) = (revealed, secret.names, secret.isKnown)
  }

  /// Reads an address; a mistake never repeats it.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> ChannelAddress {
    let secret = try Secret.read(written)
    let text = secret.revealed
    guard secret.isKnown else {
      guard let unknown = URL(string: "https://unknown.invalid/") else {
        throw SettingMistake("is not \(meaning)")
      }
      return ChannelAddress(unknown, secret)
    }
    guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }),
      let url = URL(string: text), schemes.contains(url.scheme?.lowercased() ?? ""),
      url.host()?.isEmpty == false
    else { throw SettingMistake("is not \(meaning)") }
    let address = ChannelAddress(url, secret)
    guard url.user() == nil, url.password() == nil else {
      throw SettingMistake(
        "has a user or a password in it; "
          + (address.isServer ? "give them by the keys user and password" : "give a token by the key token"))
    }
    guard !address.isServer || ["", "/"].contains(url.path()) && url.query() == nil else {
      let hint = address.isBroker ? "; topics begin with what the key topic says" : ""
      throw SettingMistake("has more than a host and a port\(hint)")
    }
    return address
  }

  private static let schemes = ["http", "https", "mqtt", "mqtts", "smtp", "smtps"]

  /// Whether it is that of a broker of MQTT.
  public var isBroker: Bool { scheme.hasPrefix("mqtt") }
  /// Whether it is that of a mail server.
  public var isMail: Bool { scheme.hasPrefix("smtp") }
  var isServer: Bool { isBroker || isMail }
  /// Whether it is this machine's own.
  public var isLoopback: Bool {
    let host = (revealed.host() ?? "").trimmingCharacters(in: ["[", "]"])
    return host == "localhost" || host == "::1" || host.wholeMatch(of: /127\.\d+\.\d+\.\d+/) != nil
  }
  /// Whether what goes there is encrypted from the beginning.
  public var isEncrypted: Bool { scheme.hasSuffix("s") }
  private var scheme: String { revealed.scheme?.lowercased() ?? "http" }

  /// The names that it refers to, or what is not secret in it.
  public var written: String { names.isEmpty ? description.written : names.map { "${\($0)}" }.joined() }
  /// The digest of it.
  public var fingerprint: String { Secret(revealed.absoluteString).fingerprint }
  /// Scheme and host.
  public var description: String {
    "\(scheme)://\(revealed.host() ?? "")\(revealed.port.map { ":\($0)" } ?? "")"
  }
  /// Scheme and host.
  public var debugDescription: String { description }
  /// Scheme and host.
  public var customMirror: Mirror { Mirror(self, children: ["host": description]) }
  /// `an address that begins with …`.
  public static var meaning: String {
    "an address that begins with https://, http://, mqtts://, mqtt://, smtp:// or smtps://, or ${NAME} of a systemd credential or of the environment"
  }
  /// A text.
  public static var schema: [String: SchemaValue] {
    ["type": .text("string"), "pattern": .text(#"^((http|mqtt|smtp)s?://.+|.*\$\{.+\}.*)$"#)]
  }
}
