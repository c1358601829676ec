public import Foundation
import GRDB

extension StationUsers {
  /// Signs a user in; sessions that have expired leave, and the oldest ones beyond `mostSessions`.
  ///
  /// - Parameters:
  ///   - name: The user.
  ///   - passwordHash: What was checked: if the password was changed since, nobody is signed in.
  ///   - digest: The SHA-256 of the token, in hexadecimal digits.
  ///   - date: Now.
  ///   - expires: When the session ends by itself.
  /// - Returns: false if the user was removed, or the password changed, since it was checked.
  public func addSession(
    of name: String, checked passwordHash: String, digest: String, at date: Date, expires: Date
  ) throws(StoreError) -> Bool {
    try StoredText.check(digest, "a digest")
    return try write { database in
      try database.execute(
        sql: "DELETE FROM session WHERE expires <= ?", arguments: [StoredText.date(date)])
      try database.execute(
        sql: """
          INSERT INTO session (digest, user, created, expires)
          SELECT ?, name, ?, ? FROM user WHERE name = ? AND passwordHash = ?
          """,
        arguments: [digest, StoredText.date(date), StoredText.date(expires), name, passwordHash])
      guard database.changesCount > 0 else { return false }
      try database.execute(
        sql: """
          DELETE FROM session WHERE user = ? AND digest NOT IN (
            SELECT digest FROM session WHERE user = ? ORDER BY created DESC, digest LIMIT ?)
          """, arguments: [name, name, Self.mostSessions])
      return true
    }
  }

  /// The session whose token has a digest, unless it has ended; with what its user may do now.
  public func session(_ digest: String, at date: Date) throws(StoreError) -> StationSession? {
    try read { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT user.*, session.digest, session.created AS signedIn, session.expires
          FROM session JOIN user ON user.name = session.user WHERE session.digest = ? AND session.expires > ?
          """, arguments: [digest, StoredText.date(date)])
      return try row.map { row in
        StationSession(
          digest: try row.value("digest"), user: try Self.user(row),
          created: Date(timeIntervalSinceReferenceDate: try row.value("signedIn")),
          expires: Date(timeIntervalSinceReferenceDate: try row.value("expires")))
      }
    }
  }

  /// Ends a session.
  public func removeSession(_ digest: String) throws(StoreError) {
    try write { database in
      try database.execute(sql: "DELETE FROM session WHERE digest = ?", arguments: [digest])
    }
  }
}
