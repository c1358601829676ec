public import Foundation

/// An address that is requested to show life. Secret as a whole: whoever knows it can feign that.
public struct PingAddress: SettingValue, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let address: ChannelAddress

  /// All of it. Request it, and show `description`.
  public var revealed: URL { address.revealed }

  /// Reads an address; a mistake never repeats it.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> PingAddress {
    guard written != .text("") else {
      throw SettingMistake("has no value; write \(meaning), or leave the key out")
    }
    guard let address = try? ChannelAddress.read(written), !address.isServer else {
      throw SettingMistake("is not \(meaning)")
    }
    return PingAddress(address: address)
  }

  /// The names that it refers to, or what is not secret in it.
  public var written: String { address.written }
  /// The digest of it.
  public var fingerprint: String { address.fingerprint }
  /// Scheme and host.
  public var description: String { address.description }
  /// Scheme and host.
  public var debugDescription: String { address.description }
  /// Scheme and host.
  public var customMirror: Mirror { Mirror(self, children: ["host": description]) }
  /// `an address that begins with …`.
  public static var meaning: String {
    "an address that begins with https:// or http://, without a user and a password, or ${NAME} of a systemd credential or of the environment"
  }
  /// A text.
  public static var schema: [String: SchemaValue] {
    ["type": .text("string"), "pattern": .text(#"^(https?://.+|.*\$\{.+\}.*)$"#)]
  }
}
