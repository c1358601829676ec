import VigilCore

/// The address of a camera's stream, or the path of a file or device: as `vigil detect` takes it, but without user and password.
///
/// Its text for people leaves out what may be secret, such as a query.
public struct CameraAddress: SettingValue, ExpressibleByStringLiteral, CustomStringConvertible,
  CustomDebugStringConvertible,
  CustomReflectable
{
  /// All of it. Open it, and show `description`.
  public let text: String

  /// Makes an address.
  public init(_ text: String) { self.text = text }
  /// Makes an address.
  public init(stringLiteral text: String) { self.text = text }

  /// Reads an address.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> CameraAddress {
    let text = try written.text(meaning)
    guard let address = NetworkAddress(text) else { return CameraAddress(text) }
    guard !address.isAmbiguous, address.password == nil, address.user ?? "" == "" else {
      throw SettingMistake(
        "has a user or a password in it; give them by the keys user and password, and where the address wants them "
          + "in its path write {user} and {password} there")
    }
    guard !address.host.isEmpty else { throw SettingMistake("has no host; write \(meaning)") }
    return CameraAddress(text)
  }

  /// Without what may be secret.
  public var written: String { description.written }
  /// All of it, as a digest.
  public var fingerprint: String { Secret(text).fingerprint }
  /// Without what may be secret.
  public var description: String { SourceName.redacted(text) }
  /// Without what may be secret.
  public var debugDescription: String { description }
  /// Without what may be secret.
  public var customMirror: Mirror { Mirror(self, children: ["text": description]) }
  /// `an address such as …`.
  public static var meaning: String { "an address such as rtsp://192.168.1.20/stream1" }
  /// A text.
  public static var schema: [String: SchemaValue] {
    // One with a user is refused; one with an at sign in its path is not.
    [
      "type": .text("string"), "minLength": .number(1),
      "not": .object(["pattern": .text("^[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#@]+@")]),
    ]
  }
}
