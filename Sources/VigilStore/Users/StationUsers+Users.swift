public import Foundation
import GRDB

extension StationUsers {
  /// All users, by name.
  public var all: [StationUser] {
    get throws(StoreError) {
      try read { database in
        try Row.fetchAll(database, sql: "SELECT * FROM user ORDER BY name").map(Self.user)
      }
    }
  }

  /// Whether there is nobody who could sign in.
  public var isEmpty: Bool {
    get throws(StoreError) {
      try read { database in
        try Bool.fetchOne(database, sql: "SELECT NOT EXISTS (SELECT 1 FROM user)") ?? true
      }
    }
  }

  /// The user of a name.
  public func user(_ name: String) throws(StoreError) -> StationUser? {
    // SQLite ends texts at a NUL: one that hides behind it must not pass for another name.
    guard Self.isName(name) else { return nil }
    return try read { database in
      try Row.fetchOne(database, sql: "SELECT * FROM user WHERE name = ?", arguments: [name]).map(Self.user)
    }
  }

  /// Adds a user.
  ///
  /// - Throws: `invalid` for a name that is taken or cannot be one, for an admin of only some cameras, and beyond `mostUsers`.
  public func add(_ user: StationUser) throws(StoreError) {
    try Self.check(user)
    try write { database in
      guard
        try Row.fetchOne(database, sql: "SELECT 1 FROM user WHERE name = ?", arguments: [user.name]) == nil
      else { throw Self.taken(user.name) }
      guard try Int.fetchOne(database, sql: "SELECT count(*) FROM user") ?? 0 < Self.mostUsers else {
        throw StoreError(.invalid, "there are \(Self.mostUsers) users already; remove one")
      }
      try database.execute(
        sql: """
          INSERT INTO user (name, role, cameras, passwordHash, created, passwordChanged) VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          user.name, user.role.rawValue, user.cameras.map { StoredText.list($0.sorted()) }, user.passwordHash,
          StoredText.date(user.created), StoredText.date(user.passwordChanged),
        ])
    }
  }

  /// Changes what a user may do, from the next request on.
  ///
  /// - Throws: `missing` if there is no such user, `invalid` as in `add`.
  public func setRights(of name: String, role: UserRole, cameras: Set<String>?) throws(StoreError) {
    try Self.check(role, cameras)
    try write { database in
      try database.execute(
        sql: "UPDATE user SET role = ?, cameras = ? WHERE name = ?",
        arguments: [role.rawValue, cameras.map { StoredText.list($0.sorted()) }, name])
      try Self.expectChange(database, name)
    }
  }

  /// Changes a user's password and ends all of the user's sessions, in one transaction.
  public func setPassword(of name: String, hash: String, at date: Date) throws(StoreError) {
    try StoredText.check(hash, "the hash of a password")
    try write { database in
      try database.execute(
        sql: "UPDATE user SET passwordHash = ?, passwordChanged = ? WHERE name = ?",
        arguments: [hash, StoredText.date(date), name])
      try Self.expectChange(database, name)
      try database.execute(sql: "DELETE FROM session WHERE user = ?", arguments: [name])
    }
  }

  /// Puts a hash of the same password in the place of one that was cheaper to guess; sessions go on.
  ///
  /// - Returns: false if the password was changed meanwhile.
  @discardableResult public func strengthen(
    _ name: String, from former: String, to hash: String
  ) throws(StoreError) -> Bool {
    try StoredText.check(hash, "the hash of a password")
    return try write { database in
      try database.execute(
        sql: "UPDATE user SET passwordHash = ? WHERE name = ? AND passwordHash = ?",
        arguments: [hash, name, former])
      return database.changesCount > 0
    }
  }

  /// Removes a user with all sessions.
  ///
  /// - Throws: `missing` if there is no such user.
  public func remove(_ name: String) throws(StoreError) {
    try write { database in
      try database.execute(sql: "DELETE FROM user WHERE name = ?", arguments: [name])
      try Self.expectChange(database, name)
    }
  }

  /// Refuses a name that cannot be one or is taken, before a password is asked for; `add` does so itself.
  public func checkFree(_ name: String) throws(StoreError) {
    try Self.check(name: name)
    if try user(name) != nil { throw Self.taken(name) }
  }

  /// Refuses a name that nobody could type or that could be taken for something else.
  public static func check(name: String) throws(StoreError) {
    guard isName(name) else {
      throw StoreError(
        .invalid,
        "a user's name has up to 32 letters a-z, digits, ., _ and -, and begins with a letter or digit")
    }
    guard name != "local" else {
      throw StoreError(.invalid, "\"local\" stands for whoever needs no password; choose another name")
    }
  }

  private static func taken(_ name: String) -> StoreError {
    StoreError(.invalid, "there is a user \(name) already; choose another name, or change that one")
  }

  private static func isName(_ name: String) -> Bool {
    name.wholeMatch(of: /[a-z0-9][a-z0-9._-]{0,31}/) != nil
  }

  private static func check(_ user: StationUser) throws(StoreError) {
    try check(name: user.name)
    try StoredText.check(user.passwordHash, "the hash of a password")
    try check(user.role, user.cameras)
  }

  private static func check(_ role: UserRole, _ cameras: Set<String>?) throws(StoreError) {
    guard let cameras else { return }
    guard role != .admin else {
      throw StoreError(.invalid, "an admin sees all cameras; choose another role, or name none")
    }
    for camera in cameras { try StoredText.check(camera, "the name of a camera") }
  }

  private static func expectChange(_ database: Database, _ name: String) throws {
    guard database.changesCount > 0 else { throw StoreError(.missing, "there is no user \(name)") }
  }

  static func user(_ row: Row) throws -> StationUser {
    guard let role = UserRole(rawValue: try row.value("role")) else {
      throw StoreError(.damaged, "a user in the database cannot be read; restore a backup")
    }
    let cameras: String? = try row.optional("cameras")
    return StationUser(
      name: try row.value("name"), role: role, cameras: try cameras.map { Set(try StoredText.texts($0)) },
      passwordHash: try row.value("passwordHash"),
      created: Date(timeIntervalSinceReferenceDate: try row.value("created")),
      passwordChanged: Date(timeIntervalSinceReferenceDate: try row.value("passwordChanged")))
  }
}
