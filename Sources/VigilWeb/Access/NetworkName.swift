import Foundation

/// A host as it stands in a URL: an address in digits, or a name.
struct NetworkName: Hashable, Sendable {
  /// In lower case, without brackets.
  let text: String

  init(_ text: some StringProtocol) {
    var text = text.lowercased()
    if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
    self.text = text
  }

  /// Whether it is an address in digits, which no name server can point elsewhere.
  var isAddress: Bool { address4 != nil || address6 != nil }

  /// Whether it can only be this machine.
  var isLoopback: Bool {
    if text == "localhost" { return true }
    if let address4 { return address4[0] == 127 }
    guard let address6 else { return false }
    if address6 == [UInt8](repeating: 0, count: 15) + [1] { return true }
    // An IPv4 address that is written as an IPv6 one.
    return address6[..<10].allSatisfy { $0 == 0 } && address6[10...11] == [255, 255] && address6[12] == 127
  }

  /// An IPv4 address as such, also where a socket for both kinds writes it as an IPv6 one; anything else as it is.
  var plain: String {
    text.hasPrefix("::ffff:") && address6 != nil && NetworkName(text.dropFirst(7)).address4 != nil
      ? String(text.dropFirst(7)) : text
  }

  private var address4: [UInt8]? {
    var address = in_addr()
    guard inet_pton(AF_INET, text, &address) == 1 else { return nil }
    return withUnsafeBytes(of: address) { Array($0) }
  }

  private var address6: [UInt8]? {
    var address = in6_addr()
    guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
    return withUnsafeBytes(of: address) { Array($0) }
  }

  /// Divides `HOST`, `HOST:PORT`, `[HOST]` or `[HOST]:PORT`; nil for anything else.
  static func divide(_ authority: some StringProtocol) -> (host: NetworkName, port: Int?)? {
    let allowed = authority.utf8.allSatisfy { byte in
      byte < 128 && (Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber)
        || [
          UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["),
          UInt8(ascii: "]"),
        ]
        .contains(byte)
    }
    guard allowed, !authority.isEmpty else { return nil }
    var rest = Substring(authority)
    let host: Substring
    if rest.first == "[" {
      guard let end = rest.firstIndex(of: "]") else { return nil }
      host = rest[...end]
      rest = rest[rest.index(after: end)...]
      guard NetworkName(host).address6 != nil else { return nil }
    } else {
      host = rest.prefix { $0 != ":" }
      rest = rest.dropFirst(host.count)
      guard !host.isEmpty, !host.contains("["), !host.contains("]") else { return nil }
    }
    guard !rest.isEmpty else { return (NetworkName(host), nil) }
    guard rest.first == ":", let port = Int(rest.dropFirst()), (1...65_535).contains(port),
      rest.dropFirst().allSatisfy(\.isNumber)
    else { return nil }
    return (NetworkName(host), port)
  }
}
