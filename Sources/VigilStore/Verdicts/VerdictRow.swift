import Foundation
import GRDB

/// A verdict, or that one is to be asked for, as a row.
enum VerdictRow {
  /// The verdicts on events, by event as the database has it.
  static func verdicts(on events: [String], in database: Database) throws -> [String: EventVerdict] {
    guard !events.isEmpty else { return [:] }
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT * FROM verdict WHERE verdict IS NOT NULL AND event IN (SELECT value FROM json_each(?))
        """, arguments: [StoredText.list(events)])
    var found: [String: EventVerdict] = [:]
    for row in rows { found[try row.value("event")] = try verdict(row) }
    return found
  }

  private static func verdict(_ row: Row) throws -> EventVerdict {
    guard let kind = EventVerdict.Kind(rawValue: try row.value("verdict")) else {
      throw StoreError(.damaged, "a verdict in the database cannot be read; restore a backup")
    }
    return EventVerdict(
      kind, confidence: try row.optional("confidence"), text: try row.value("text"),
      by: try row.value("author"), at: Date(timeIntervalSinceReferenceDate: try row.value("at")),
      seconds: try row.value("seconds"))
  }

  /// Stores a verdict in the place of what was waited for.
  static func put(_ verdict: EventVerdict, on event: String, in database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO verdict VALUES (?, 0, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET verdict = excluded.verdict,
        confidence = excluded.confidence, text = excluded.text, author = excluded.author, at = excluded.at,
        seconds = excluded.seconds
        """,
      arguments: [
        event, verdict.kind.rawValue, verdict.confidence, verdict.text, verdict.by,
        StoredText.date(verdict.at), verdict.seconds,
      ])
  }
}
