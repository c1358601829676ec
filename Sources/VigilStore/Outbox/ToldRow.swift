import Foundation
import GRDB

/// That a channel was told of something for the first time.
enum ToldRow {
  /// How long it is known, in seconds: longer than the longest time of a limit, and than events go on.
  static let age = 691_200.0

  /// Whether a message was handed out before, or tells of what was held back.
  static func contains(_ message: OutboxMessage, in database: Database) throws -> Bool {
    // One that waits for longer than its row is known must not be held back again.
    if message.content.kind == nil { return true }
    return try contains(message.subject, of: message.channel, in: database)
  }

  /// Whether a message about something was handed out before.
  static func contains(_ subject: String, of channel: String, in database: Database) throws -> Bool {
    try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM toldMessage WHERE channel = ? AND subject = ?)",
      arguments: [channel, subject]) ?? false
  }

  /// How much was told in a time; what the clock, set back since, puts after it does not count, nor what tells of a week or a day.
  static func count(of channel: String, from: Date, to: Date, in database: Database) throws -> Int {
    try Int.fetchOne(
      database,
      sql: """
        SELECT count(*) FROM toldMessage WHERE channel = ? AND at > ? AND at <= ? AND subject NOT LIKE 'period-%'
        """,
      arguments: [channel, StoredText.date(from), StoredText.date(to)]) ?? 0
  }

  static func add(_ subject: String, to channel: String, at now: Date, in database: Database) throws {
    try database.execute(
      sql: "INSERT INTO toldMessage VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      arguments: [channel, subject, StoredText.date(now)])
    try database.execute(
      sql: "DELETE FROM toldMessage WHERE channel = ? AND at < ?",
      arguments: [channel, StoredText.date(now - age)])
  }
}
