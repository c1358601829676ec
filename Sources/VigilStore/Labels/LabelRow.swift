import Foundation
import GRDB

/// A label as a row.
enum LabelRow {
  /// The longest span without an event that can be labelled, in seconds.
  static let longest = 86_400.0

  /// Says something of an event, in the place of what the same user said before.
  static func label(
    _ event: UUID, as verdict: ReviewLabel.Verdict, by author: String, at now: Date, history: Int,
    in database: Database
  ) throws -> ReviewLabel {
    guard ReviewLabel.Verdict.ofEvents.contains(verdict) else {
      throw StoreError(.invalid, "an event cannot be \(verdict.rawValue): a span without an event can")
    }
    let id = StoredText.id(event)
    guard
      let found = try Row.fetchOne(
        database, sql: "SELECT camera, start, stop FROM event WHERE id = ?", arguments: [id])
    else { throw StoreError(.missing, "there is no event \(id); it may have been removed") }
    _ = try undo(event, by: author, at: now, in: database)
    return try insert(
      ReviewLabel(
        event: event, camera: try found.value("camera"), start: try date(found, "start"),
        end: try date(found, "stop"), verdict: verdict, by: author, at: now), history: history,
      in: database)
  }

  /// Says that something was missed.
  static func miss(_ label: ReviewLabel, history: Int, in database: Database) throws -> ReviewLabel {
    let length = label.end.timeIntervalSince(label.start)
    guard length > 0, length <= longest, label.end <= label.at else {
      throw StoreError(
        .invalid, "a span that was missed is at most a day long, ends after it begins, and is past")
    }
    return try insert(label, history: history, in: database)
  }

  /// Undoes what a user says of an event.
  ///
  /// - Returns: whether there was something.
  static func undo(_ event: UUID, by author: String, at now: Date, in database: Database) throws -> Bool {
    try database.execute(
      sql: "UPDATE label SET undone = ? WHERE event = ? AND author = ? AND undone IS NULL",
      arguments: [StoredText.date(now), StoredText.id(event), author])
    return database.changesCount > 0
  }

  private static func insert(_ label: ReviewLabel, history: Int, in database: Database) throws -> ReviewLabel
  {
    try database.execute(
      sql: """
        INSERT INTO label (event, camera, start, stop, verdict, author, at) VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        label.event.map(StoredText.id), label.camera, StoredText.date(label.start),
        StoredText.date(label.end),
        label.verdict.rawValue, label.by, StoredText.date(label.at),
      ])
    var stored = label
    stored.id = database.lastInsertedRowID
    try database.execute(
      sql: """
        DELETE FROM label WHERE undone IS NOT NULL
        AND id <= (SELECT id FROM label WHERE undone IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET ?)
        """, arguments: [max(0, history)])
    return stored
  }

  static func label(_ row: Row) throws -> ReviewLabel {
    guard let verdict = ReviewLabel.Verdict(rawValue: try row.value("verdict")) else {
      throw StoreError(.damaged, "a label in the database cannot be read; restore a backup")
    }
    let event: String? = try row.optional("event")
    let undone: Double? = try row.optional("undone")
    return ReviewLabel(
      id: try row.value("id"), event: event.flatMap { UUID(uuidString: $0) }, camera: try row.value("camera"),
      start: try date(row, "start"), end: try date(row, "stop"), verdict: verdict,
      by: try row.value("author"), at: try date(row, "at"),
      undone: undone.map { Date(timeIntervalSinceReferenceDate: $0) })
  }

  private static func date(_ row: Row, _ column: String) throws -> Date {
    Date(timeIntervalSinceReferenceDate: try row.value(column))
  }
}
