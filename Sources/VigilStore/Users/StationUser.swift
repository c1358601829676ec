public import Foundation

/// What a user of the station may do.
public enum UserRole: String, Hashable, Sendable, CaseIterable, Codable {
  /// Look at what the station found.
  case viewer
  /// Also arm, snooze and keep events.
  case `operator`
  /// Everything, on all cameras, and read the station's metrics.
  case admin
}

/// Somebody who can sign in at the station.
public struct StationUser: Hashable, Sendable, Identifiable {
  /// What is typed to sign in: 1 to 32 of `a`-`z`, digits, `.`, `_` and `-`, beginning with a letter or digit.
  public var name: String
  /// What the user may do.
  public var role: UserRole
  /// The only cameras that exist for the user; nil for all. An admin has nil.
  public var cameras: Set<String>?
  /// What is kept of the password, from which it cannot be told.
  public var passwordHash: String
  /// When the user was added.
  public var created: Date
  /// When the password was last changed.
  public var passwordChanged: Date

  /// The name.
  public var id: String { name }

  /// Makes a user.
  public init(
    name: String, role: UserRole, cameras: Set<String>? = nil, passwordHash: String, created: Date,
    passwordChanged: Date? = nil
  ) {
    self.name = name
    self.role = role
    self.cameras = cameras
    self.passwordHash = passwordHash
    self.created = created
    self.passwordChanged = passwordChanged ?? created
  }
}

/// A user who is signed in, as the database knows it.
public struct StationSession: Hashable, Sendable {
  /// The SHA-256 of the token that the user's browser holds, in hexadecimal digits.
  public var digest: String
  /// Who is signed in.
  public var user: StationUser
  /// When the user signed in.
  public var created: Date
  /// When the session ends by itself.
  public var expires: Date

  /// Makes a session.
  public init(digest: String, user: StationUser, created: Date, expires: Date) {
    (self.digest, self.user, self.created, self.expires) = (digest, user, created, expires)
  }
}
