public import Foundation
import VigilCore

/// User and password of a stream, given apart from its address: command lines are visible to every user of a machine.
///
/// They are put into an address that has no user, or in place of `{user}` and `{password}` in one that has these, as for recorders
/// that want them in the path: `rtsp://10.0.0.9/user={user}&password={password}&channel=1`.
public struct SourceCredentials: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The environment variable that holds `user:password`.
  public static let variable = "VIGIL_CREDENTIALS"
  /// The name of the systemd credential that holds `user:password` (`LoadCredential=vigil:…`).
  public static let systemdName = "vigil"
  private static let longest = 4096

  /// The user.
  public var user: String
  /// The password.
  public var password: String

  /// Makes credentials.
  public init(user: String, password: String) {
    (self.user, self.password) = (user, password)
  }

  /// Reads `user:password`, the first line of a text; the password may hold anything but a line break.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - place: What errors call the text.
  /// - Throws: `MediaError` with code `unreadable` if it has no colon.
  public init(text: String, place: String) throws(MediaError) {
    let line = text.prefix { !$0.isNewline }
    guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else {
      throw MediaError(
        .unreadable, "\(place) does not hold credentials; write user:password on its first line")
    }
    user = String(line[..<colon])
    password = String(line[line.index(after: colon)...])
  }

  /// Reads the first line of a file.
  ///
  /// - Throws: `MediaError` with code `notFound` or `unreadable`.
  public init(file: URL) throws(MediaError) {
    let handle: FileHandle
    do { handle = try FileHandle(forReadingFrom: file) } catch {
      throw MediaError(.notFound, "cannot read \(file.path); check the file and its permissions")
    }
    let bytes = (try? handle.read(upToCount: Self.longest)) ?? Data()
    guard let text = String(data: bytes, encoding: .utf8) else {
      throw MediaError(
        .unreadable, "\(file.path) is not text in UTF-8; write user:password on its first line")
    }
    try self.init(text: text, place: file.path)
  }

  /// The credentials that the environment holds: `VIGIL_CREDENTIALS`, or a systemd credential; nil without either.
  public static func inEnvironment(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(MediaError) -> SourceCredentials? {
    if let text = environment[variable] { return try SourceCredentials(text: text, place: "$\(variable)") }
    guard let folder = environment["CREDENTIALS_DIRECTORY"] else { return nil }
    let file = URL(filePath: folder).appending(path: systemdName)
    return FileManager.default.fileExists(atPath: file.path) ? try SourceCredentials(file: file) : nil
  }

  /// The schemes whose addresses may hold a user.
  private static let schemesWithUsers: Set<String> = ["rtsp", "rtsps", "http", "https", "rtmp", "rtmps"]

  /// An address with these.
  func completing(_ address: NetworkAddress) -> NetworkAddress {
    var address = address
    let places = [("{user}", user), ("{password}", password)]
    if places.contains(where: { address.path.contains($0.0) }) {
      for (place, value) in places {
        address.path = address.path.replacing(place, with: NetworkAddress.escaped(value))
      }
    } else if address.user == nil, Self.schemesWithUsers.contains(address.scheme) {
      (address.user, address.password) = (user, password)
    }
    return address
  }

  /// Nothing that is secret.
  public var description: String { "***" }
  /// Nothing that is secret.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
