import Foundation
import GRDB

/// Something that a channel is not told by a message of its own.
struct HeldRow {
  /// What becomes of it: nothing to tell, or something that its summary did not say.
  enum Change { case isKnown, isNews }

  /// How long something that waits for its summary is held; what is older is given up and counted.
  static let longestWait = 2_678_400.0

  private let channel: String
  private let subject: String
  private let kind: String
  private let isTold: Bool
  private let reason: String

  /// That of an event; nil if it is not held.
  init?(of event: StoredEvent, from channel: String, in database: Database) throws {
    (self.channel, subject) = (channel, OutboxWriter.subject(event))
    guard
      let row = try Row.fetchOne(
        database, sql: "SELECT kind, summary, reason FROM heldMessage WHERE channel = ? AND subject = ?",
        arguments: [channel, subject])
    else { return nil }
    let summary: String? = try row.optional("summary")
    (kind, isTold, reason) = (try row.value("kind"), summary != nil, try row.value("reason"))
  }

  /// Takes over the newest state of the event.
  ///
  /// - Parameter hasAlarmHours: Whether it is within the hours of alarms: one that was held back since it was outside the hours of reviews
  ///   is told then.
  func update(_ event: StoredEvent, hasAlarmHours: Bool, in database: Database) throws -> Change {
    let isNewAlarm = event.severity == .alarm && kind != event.severity.rawValue
    if isNewAlarm, isTold || hasAlarmHours && reason == MessageSummary.Reason.schedule.rawValue {
      try database.execute(
        sql: "DELETE FROM heldMessage WHERE channel = ? AND subject = ?", arguments: [channel, subject])
      return .isNews
    }
    try database.execute(
      sql: "UPDATE heldMessage SET kind = ?, isOpen = ? WHERE channel = ? AND subject = ?",
      arguments: [event.severity.rawValue, event.state == .open, channel, subject])
    return .isKnown
  }

  /// Notes the end of something.
  ///
  /// - Returns: whether it is held.
  static func end(_ subject: String, from channel: String, in database: Database) throws -> Bool {
    try database.execute(
      sql: "UPDATE heldMessage SET isOpen = 0 WHERE channel = ? AND subject = ?",
      arguments: [channel, subject])
    return database.changesCount > 0
  }

  /// Holds a message back, which leaves the outbox.
  static func hold(
    _ message: OutboxMessage, _ reason: MessageSummary.Reason, at now: Date, in database: Database
  ) throws {
    try OutboxRow.remove(message, in: database)
    let (kind, camera, start, isOpen): (String, String?, Date, Bool)
    switch message.content {
    case .event(let event):
      (kind, camera, start, isOpen) = (
        event.severity.rawValue, event.camera, event.start, event.state == .open
      )
    case .notice(let notice):
      (kind, camera, start, isOpen) = ("fault", notice.camera, notice.start, notice.end == nil)
    case .summary, .period:
      // Told when it is written: never held back.
      return
    }
    try database.execute(
      sql: """
        INSERT INTO heldMessage VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT DO UPDATE
        SET kind = excluded.kind, at = excluded.at, reason = excluded.reason, isOpen = excluded.isOpen, summary = NULL
        """,
      arguments: [
        message.channel, message.subject, kind, camera, StoredText.date(start), StoredText.date(now),
        reason.rawValue, isOpen,
      ])
    try database.execute(
      sql: "DELETE FROM heldMessage WHERE channel = ? AND summary IS NULL AND at < ?",
      arguments: [message.channel, StoredText.date(now - longestWait)])
    try OutboxRow.count(lost: database.changesCount, of: message.channel, in: database)
  }

  /// Whether something of these kinds waits for its summary.
  static func isWaiting(for channel: String, _ kinds: [MessageKind], in database: Database) throws -> Bool {
    try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (SELECT 1 FROM heldMessage
          WHERE channel = ? AND summary IS NULL AND kind IN (SELECT value FROM json_each(?)))
        """, arguments: Self.arguments(channel, kinds)) ?? false
  }

  /// The channel and the kinds, as the statements here have them.
  private static func arguments(_ channel: String, _ kinds: [MessageKind]) -> StatementArguments {
    [channel, StoredText.list(kinds.map(\.rawValue))]
  }

  /// How much waits for its summary.
  static func count(for channel: String, in database: Database) throws -> Int {
    try Int.fetchOne(
      database, sql: "SELECT count(*) FROM heldMessage WHERE channel = ? AND summary IS NULL",
      arguments: [channel]) ?? 0
  }

  /// What of these kinds waits, as one; nil if nothing does.
  static func summary(
    for channel: String, _ kinds: [MessageKind], in database: Database
  ) throws -> MessageSummary? {
    let arguments = Self.arguments(channel, kinds)
    guard
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT count(*) AS number, count(*) FILTER (WHERE kind = 'alarm') AS alarms,
          count(*) FILTER (WHERE kind = 'review') AS reviews, count(*) FILTER (WHERE isOpen = 1) AS ongoing,
          min(start) AS first, max(start) AS last FROM heldMessage
          WHERE channel = ? AND summary IS NULL AND kind IN (SELECT value FROM json_each(?))
          """, arguments: arguments)
    else { return nil }
    let number: Int = try row.value("number")
    guard number > 0 else { return nil }
    let (alarms, reviews): (Int, Int) = (try row.value("alarms"), try row.value("reviews"))
    let shares = try Row.fetchAll(
      database,
      sql: """
        SELECT camera, count(*) AS number FROM heldMessage
        WHERE channel = ? AND summary IS NULL AND kind IN (SELECT value FROM json_each(?)) GROUP BY camera ORDER BY number DESC, camera LIMIT 10
        """,
      arguments: arguments
    ).map { MessageSummary.Share(camera: try $0.optional("camera"), count: try $0.value("number")) }
    let reasons = try String.fetchAll(
      database,
      sql: """
        SELECT DISTINCT reason FROM heldMessage
        WHERE channel = ? AND summary IS NULL AND kind IN (SELECT value FROM json_each(?)) ORDER BY reason
        """, arguments: arguments)
    return MessageSummary(
      start: Date(timeIntervalSinceReferenceDate: try row.value("first")),
      end: Date(timeIntervalSinceReferenceDate: try row.value("last")), alarms: alarms, reviews: reviews,
      faults: number - alarms - reviews, ongoing: try row.value("ongoing"), shares: shares,
      reasons: reasons.compactMap(MessageSummary.Reason.init))
  }

  /// Notes which message tells of all of these kinds that waits; what was told long ago is forgotten.
  static func note(
    summary: String, for channel: String, _ kinds: [MessageKind], at now: Date, in database: Database
  ) throws {
    try database.execute(
      sql: """
        UPDATE heldMessage SET summary = ?
        WHERE channel = ? AND summary IS NULL AND kind IN (SELECT value FROM json_each(?))
        """,
      arguments: [summary] + Self.arguments(channel, kinds))
    try database.execute(
      sql: "DELETE FROM heldMessage WHERE channel = ? AND summary IS NOT NULL AND at < ?",
      arguments: [channel, StoredText.date(now - ToldRow.age)])
  }

  /// Forgets channels that are no more.
  ///
  /// - Returns: of how much nobody was told.
  static func remove(allBut channels: [String], in database: Database) throws -> Int {
    let list = StoredText.list(channels)
    let waiting = try Int.fetchOne(
      database,
      sql: """
        SELECT count(*) FROM heldMessage
        WHERE summary IS NULL AND channel NOT IN (SELECT value FROM json_each(?))
        """, arguments: [list])
    try database.execute(
      sql: "DELETE FROM heldMessage WHERE channel NOT IN (SELECT value FROM json_each(?))", arguments: [list])
    try database.execute(
      sql: "DELETE FROM toldMessage WHERE channel NOT IN (SELECT value FROM json_each(?))", arguments: [list])
    return waiting ?? 0
  }
}
