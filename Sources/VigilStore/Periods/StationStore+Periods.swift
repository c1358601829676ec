import Foundation
import GRDB

extension StationStore {
  /// The kind of the station's notices that messages to a channel do not get through.
  public static let messageKind = "notify"

  /// What happened in a time, without what only the station knows: thresholds.
  public func summary(_ query: PeriodQuery) throws(StoreError) -> PeriodSummary {
    let storage = try? storageUse
    return try read { database in
      let rows = PeriodRows(query: query)
      var summary = PeriodSummary(start: query.from, end: query.to, cameras: try rows.cameras(database))
      summary.total = summary.cameras.map(\.figures).total
      summary.countedSince = try PeriodRows.countedSince(database).flatMap { $0 > query.from ? $0 : nil }
      summary.faults = try rows.stationFaults(database)
      var messages = PeriodSummary.Messages()
      messages.waiting =
        try Int.fetchOne(database, sql: "SELECT count(*) FROM outbox WHERE subject NOT LIKE 'period-%'") ?? 0
      messages.held =
        try Int.fetchOne(database, sql: "SELECT count(*) FROM heldMessage WHERE summary IS NULL") ?? 0
      messages.givenUp =
        try Int.fetchOne(database, sql: "SELECT coalesce(sum(messages), 0) FROM outboxLoss") ?? 0
      messages.delayedSeconds = try rows.seconds(of: Self.messageKind, database)
      summary.messages = messages
      // What is kept for ever is older than anything that retention promises.
      let oldest = try Double.fetchOne(
        database,
        sql: """
          SELECT start FROM file WHERE kind IN ('segment', 'clip')
          AND (event IS NULL OR event NOT IN (SELECT id FROM event WHERE isKept = 1)) ORDER BY start, id LIMIT 1
          """)
      summary.disk = storage.map {
        PeriodSummary.Disk(
          files: $0.files, database: $0.database, free: $0.free,
          oldest: oldest.map { Date(timeIntervalSinceReferenceDate: $0) })
      }
      return summary
    }
  }

  /// Which summary a channel was told last; nil if none was ever due.
  public func periodState(of channel: String) throws(StoreError) -> PeriodState? {
    try read { database in
      try Row.fetchOne(
        database, sql: "SELECT * FROM periodSummary WHERE channel = ?", arguments: [channel]
      ).map { row in
        PeriodState(
          rule: try row.value("rule"), due: Date(timeIntervalSinceReferenceDate: try row.value("due")),
          told: try row.value("told"), skipped: try row.value("skipped"), lost: try row.value("lost"))
      }
    }
  }

  /// Notes which summary of a channel was due last, without telling one.
  public func set(_ state: PeriodState, of channel: String) throws(StoreError) {
    try write { try Self.write(state, of: channel, in: $0) }
  }

  /// Writes the message that tells a channel of a time, and that it was told, in one transaction.
  ///
  /// - Parameters:
  ///   - summary: What it tells; how many messages were given up is counted here.
  ///   - state: What holds afterwards.
  public func tell(_ summary: PeriodSummary, to channel: String, then state: PeriodState) throws(StoreError) {
    let now = date()
    try write { database in
      let lost =
        try Int.fetchOne(
          database, sql: "SELECT messages FROM outboxLoss WHERE channel = ?", arguments: [channel]) ?? 0
      var (summary, state) = (summary, state)
      // Of this channel alone: whoever reads it knows of no other.
      summary.messages?.givenUp = max(0, lost - state.lost)
      summary.messages?.isSinceBefore = state.told > 1
      state.lost = lost
      try database.execute(
        sql: """
          INSERT INTO outbox (channel, subject, phase, revision, owed, content, due, attempts)
          VALUES (?, ?, 'ended', 1, 1, ?, ?, 0) ON CONFLICT DO NOTHING
          """,
        arguments: [
          channel, Self.subject(of: state), try OutboxRow.text(.period(summary)), StoredText.date(now),
        ])
      try ToldRow.add(Self.subject(of: state), to: channel, at: now, in: database)
      try Self.write(state, of: channel, in: database)
    }
  }

  /// Forgets which summaries channels were told that want none any more.
  public func removePeriodStates(allBut channels: [String]) throws(StoreError) {
    try write { database in
      try database.execute(
        sql: "DELETE FROM periodSummary WHERE channel NOT IN (SELECT value FROM json_each(?))",
        arguments: [StoredText.list(channels)])
    }
  }

  /// What tells a summary from all others of its channel: when it was due.
  private static func subject(of state: PeriodState) -> String {
    "period-\(Int64(state.due.timeIntervalSince1970.rounded()))"
  }

  private static func write(_ state: PeriodState, of channel: String, in database: Database) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO periodSummary VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [
        channel, state.rule, StoredText.date(state.due), state.told, state.skipped, state.lost,
      ])
  }
}
