import Foundation

/// An address of a network in digits, IPv4 or IPv6; a name could be pointed elsewhere.
public struct NumericAddress: SettingValue {
  /// Its digits, without brackets.
  public let text: String

  /// Takes an address; nil for what is none.
  public init?(_ text: some StringProtocol) {
    var text = String(text)
    if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
    var (four, six) = (in_addr(), in6_addr())
    guard inet_pton(AF_INET, text, &four) == 1 || inet_pton(AF_INET6, text, &six) == 1 else { return nil }
    self.text = text.lowercased()
  }

  /// Whether only this machine can be reached by it.
  public var isLoopback: Bool { text.hasPrefix("127.") || text == "::1" || text.hasPrefix("::ffff:127.") }

  /// Reads an address.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> NumericAddress {
    let text = try written.text(meaning)
    guard let address = NumericAddress(text) else { throw SettingMistake("is \"\(text)\", not \(meaning)") }
    return address
  }
  /// Its digits.
  public var written: String { text.contains(":") ? "\"\(text)\"" : text }
  /// `an address such as 192.168.1.2`.
  public static var meaning: String { "an address such as 192.168.1.2" }
  /// A text.
  public static var schema: [String: SchemaValue] {
    ["type": .text("string"), "pattern": .text("^[0-9A-Fa-f:.\\[\\]]+$")]
  }
}
