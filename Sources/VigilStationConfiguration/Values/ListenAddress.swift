/// Where the station answers over HTTP: an address of this machine and a port, or nowhere.
public struct ListenAddress: SettingValue {
  /// The address; nil if it is to answer nowhere.
  public private(set) var address: NumericAddress?
  /// The port; 0 takes any that is free.
  public private(set) var port: Int

  private init(_ address: NumericAddress?, port: Int) { (self.address, self.port) = (address, port) }

  /// Nowhere.
  public static let off = ListenAddress(nil, port: 0)
  /// This machine only, at the usual port.
  public static let usual = ListenAddress(NumericAddress("127.0.0.1"), port: 8321)

  /// Reads `ADDRESS:PORT`, `[ADDRESS]:PORT` or `off`.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> ListenAddress {
    let text = try written.text(meaning)
    // Off is false in YAML 1.1.
    if ["off", "false", "no"].contains(text.lowercased()) { return off }
    let mistake = SettingMistake("is \"\(text)\", not \(meaning)")
    guard let colon = text.lastIndex(of: ":") else { throw mistake }
    let (host, digits) = (text[..<colon], text[text.index(after: colon)...])
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = Int(digits), port <= 65_535,
      let address = NumericAddress(host), address.text.contains(":") == host.hasPrefix("[")
    else { throw mistake }
    return ListenAddress(address, port: port)
  }
  /// As it is read.
  public var written: String {
    guard let address else { return "off" }
    return address.text.contains(":") ? "\"[\(address.text)]:\(port)\"" : "\(address.text):\(port)"
  }
  /// `an address of this machine with a port …`.
  public static var meaning: String {
    "an address of this machine with a port such as 127.0.0.1:8321 or 0.0.0.0:8321, or off"
  }
  /// A text of that form.
  public static var schema: [String: SchemaValue] {
    [
      "anyOf": .list([
        .object([
          "type": .text("string"), "pattern": .text(#"^(off|[0-9.]+:[0-9]+|\[[0-9A-Fa-f:.]+\]:[0-9]+)$"#),
        ]),
        .object(["const": .flag(false)]),
      ])
    ]
  }
}
