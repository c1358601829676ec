public import Foundation
import GRDB

/// What programs say of events, and which events they are still to be asked of.
extension StationStore {
  /// Notes that a program is to be asked of an event; what is known of it stays.
  ///
  /// - Throws: `missing` if there is no such event.
  public func expectVerdict(on event: UUID) throws(StoreError) {
    try write { database in
      try requireEvent(event, in: database)
      try database.execute(
        sql: "INSERT INTO verdict (event, attempts) VALUES (?, 0) ON CONFLICT DO NOTHING",
        arguments: [StoredText.id(event)])
    }
  }

  /// Events without a verdict that a program is to be asked of, the oldest first; at most 10 000 at a time.
  public func eventsWithoutVerdict(limit: Int = 10_000) throws(StoreError) -> [StoredEvent] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT event.* FROM event JOIN verdict ON verdict.event = event.id
          WHERE verdict.verdict IS NULL ORDER BY start, id LIMIT ?
          """, arguments: [min(10_000, max(0, limit))]
      ).map(EventRow.event)
    }
  }

  /// Notes that a program is begun for an event.
  ///
  /// - Returns: how often one was now, or nil if none is to be asked any more: there is a verdict, or the event is gone.
  public func beginVerdict(on event: UUID) throws(StoreError) -> Int? {
    try write { database in
      try Int.fetchOne(
        database,
        sql: """
          UPDATE verdict SET attempts = attempts + 1 WHERE event = ? AND verdict IS NULL RETURNING attempts
          """,
        arguments: [StoredText.id(event)])
    }
  }

  /// Notes that a program was stopped through no fault of its own: that attempt does not count.
  public func takeBackVerdict(on event: UUID) throws(StoreError) {
    try write { database in
      try database.execute(
        sql: "UPDATE verdict SET attempts = max(0, attempts - 1) WHERE event = ? AND verdict IS NULL",
        arguments: [StoredText.id(event)])
    }
  }

  /// No program is to be asked of an event any more.
  public func cancelVerdict(on event: UUID) throws(StoreError) {
    try write { database in
      try database.execute(
        sql: "DELETE FROM verdict WHERE event = ? AND verdict IS NULL", arguments: [StoredText.id(event)])
    }
  }

  /// Stores what a program says of an event, which has one revision more from then on. Whoever was told of the event, and sees a newer
  /// message in the place of the one before, is told of it; nobody else is.
  ///
  /// - Returns: the event with it.
  /// - Throws: `missing` if there is no such event, `invalid` for texts that cannot be stored.
  @discardableResult public func put(_ verdict: EventVerdict, on event: UUID) throws(StoreError)
    -> StoredEvent
  {
    try StoredText.check(verdict.text, "a verdict", mayBeEmpty: true)
    try StoredText.check(verdict.by, "a name")
    guard verdict.confidence.map({ (0...1).contains($0) }) ?? true, verdict.seconds.isFinite else {
      throw StoreError(.invalid, "a verdict has a number that cannot be")
    }
    return try write { database in
      try requireEvent(event, in: database)
      let id = StoredText.id(event)
      try VerdictRow.put(verdict, on: id, in: database)
      guard
        let row = try Row.fetchOne(
          database, sql: "UPDATE event SET revision = revision + 1 WHERE id = ? RETURNING *", arguments: [id])
      else { throw StoreError(.missing, "there is no event \(id); it may have been removed") }
      var stored = try EventRow.event(row)
      stored.verdict = verdict
      try outbox.tellVerdict(on: stored, in: database)
      return stored
    }
  }

  private func requireEvent(_ event: UUID, in database: Database) throws {
    let id = StoredText.id(event)
    let isThere = try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM event WHERE id = ?)", arguments: [id])
    guard isThere == true else {
      throw StoreError(.missing, "there is no event \(id); it may have been removed")
    }
  }
}
