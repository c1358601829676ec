import VigilCore

/// A camera's section of a station's file, to be pasted under `cameras:`, of an address as users give it.
public struct CameraSection: Hashable, Sendable {
  /// The name of the camera.
  public var name: String
  /// The address; what is secret in it is replaced.
  public var address: String
  /// The most memory for packets; nil: what the station has anyway.
  public var ring: Bytes?
  /// How packets come.
  public var transport = CameraSettings.Transport.automatic
  /// Whether a certificate that nobody vouches for is accepted.
  public var acceptsAnyCertificate = false
  /// Whether the camera needs a user even if the address has none.
  public var needsUser = false

  /// Makes a section.
  public init(name: String, address: String) { (self.name, self.address) = (name, address) }

  /// The section, indented by two spaces, with a line break at its end.
  ///
  /// User and password are names of credentials, after the camera's: never what the address holds.
  public var yaml: String {
    let (source, hasUser) = Self.withoutSecrets(address)
    var lines = ["  \(name):", "    source: \(source.written)"]
    if hasUser || needsUser {
      let credential = name.uppercased().replacing("-", with: "_")
      let prefix = credential.first?.isLetter == true ? credential : "CAMERA_" + credential
      lines += ["    user: ${\(prefix)_USER}", "    password: ${\(prefix)_PASSWORD}"]
    }
    if source.contains("***") { lines.append("    # Write a secret in place of ***, or leave it out.") }
    if transport != .automatic { lines.append("    transport: \(transport.written)") }
    if acceptsAnyCertificate { lines.append("    any_certificate: true") }
    if let ring, ring > CameraSettings().ring { lines.append("    ring: \(ring.written)") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// An address whose user and password are left out, or places for them, and whether it had some.
  private static func withoutSecrets(_ text: String) -> (address: String, hasUser: Bool) {
    guard var address = NetworkAddress(text), !address.isAmbiguous else {
      return (SourceName.redacted(text), false)
    }
    var hasUser = address.user?.isEmpty == false || address.password != nil
    if hasUser { (address.user, address.password) = (nil, nil) }
    let users = /(?i)\b(user(?:name)?|login|usr)=[^&\/?#;]*/
    let passwords = /(?i)\b(pass(?:word|wd)?|pwd|psw)=[^&\/?#;]*/
    let others = /(?i)\b([a-z_-]*(?:token|key|auth|secret|session)[a-z_-]*)=[^&\/?#;]*/
    let before = address.path
    address.path = address.path.replacing(users) { "\($0.1)={user}" }.replacing(passwords) {
      "\($0.1)={password}"
    }
    hasUser = hasUser || address.path != before
    address.path = address.path.replacing(others) { "\($0.1)=***" }
    // Nothing that is this long is the number of a channel.
    if let query = address.path.firstIndex(of: "?") {
      let (path, rest) = (address.path[..<query], address.path[query...])
      address.path = String(path) + rest.replacing(/[A-Za-z0-9+\/_%~.-]{20,}/, with: "***")
    }
    // `/admin/secret/live`, and the key of an RTMP address, are hidden by the rule for people, which leaves out the query too.
    let end = address.path.firstIndex { "?#".contains($0) } ?? address.path.endIndex
    var bare = address
    bare.path = String(address.path[..<end])
    let places = bare.path.contains("{user}") || bare.path.contains("{password}")
    let shown = places ? bare.text : bare.redacted
    return (shown + address.path[end...], hasUser)
  }
}
