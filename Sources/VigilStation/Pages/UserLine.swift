import Foundation
public import VigilStore

/// A user as one object of JSON, without what is kept of the password; times in ISO 8601 (UTC).
public struct UserLine: Encodable, Sendable {
  private let user: StationUser

  /// The object of a user.
  public init(_ user: StationUser) { self.user = user }

  private enum Key: String, CodingKey {
    case name, role, cameras, created, passwordChanged
  }

  /// Writes the object; `cameras` is null for all.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(user.name, forKey: .name)
    try object.encode(user.role, forKey: .role)
    try object.encode(user.cameras?.sorted(), forKey: .cameras)
    for (key, date) in [(Key.created, user.created), (.passwordChanged, user.passwordChanged)] {
      try object.encode(
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)), forKey: key)
    }
  }
}
