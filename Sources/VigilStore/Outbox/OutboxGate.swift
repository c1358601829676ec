import Foundation
import GRDB

/// Decides which message of a channel is handed out at a moment, and holds back what is not to be told now.
///
/// A message is handed out for the first time once, which is noted: until it has arrived, and with what follows of its event, it comes
/// through as often as it has to. So does a review that was told and has become an alarm, unless the route escalates and somebody has
/// acknowledged it. All others are held back while the route forbids them.
struct OutboxGate: Sendable {
  let route: OutboxRoute
  let now: Date

  /// What reading alone shows.
  enum Look {
    /// Nothing is to be sent.
    case nothing
    /// This is, again.
    case message(OutboxMessage)
    /// Something is to be noted first.
    case work
  }

  /// Looks without writing.
  func look(_ database: Database) throws -> Look {
    let opening = try opening(database)
    if try HeldRow.isWaiting(for: route.channel, opening.kinds, in: database), try hasRoom(database) {
      return .work
    }
    guard let row = try nextRow(opening, in: database) else { return .nothing }
    guard let message = try? OutboxRow.message(row) else { return .work }
    return try passes(message, in: database) ? .message(message) : .work
  }

  /// What became of looking for the message to send next.
  enum Found {
    case nothing
    case message(OutboxMessage)
    /// One could not be read, and is counted as given up. Not thrown, which would undo that.
    case unreadable
  }

  /// The message to send next; notes that it is told, and what is not.
  func next(_ database: Database) throws -> Found {
    let opening = try opening(database)
    // What was held back is older, and comes first.
    if try HeldRow.isWaiting(for: route.channel, opening.kinds, in: database), try hasRoom(database) {
      try summarize(opening.kinds, database)
    }
    while let row = try nextRow(opening, in: database) {
      guard let message = try? OutboxRow.message(row) else {
        try OutboxRow.remove(try row.value("id"), in: database)
        try OutboxRow.count(lost: database.changesCount, of: route.channel, in: database)
        return .unreadable
      }
      if try passes(message, in: database) { return .message(message) }
      if try isSettled(message, in: database) {
        try OutboxRow.remove(message, in: database)
        continue
      }
      let isOpen = message.content.kind.map(opening.kinds.contains) ?? true
      if let reason = try isOpen ? (hasRoom(database) ? nil : .limit) : opening.reason {
        try HeldRow.hold(message, reason, at: now, in: database)
        continue
      }
      try ToldRow.add(message.subject, to: route.channel, at: now, in: database)
      return .message(message)
    }
    return .nothing
  }

  /// Whether a message is handed out without being asked of.
  private func passes(_ message: OutboxMessage, in database: Database) throws -> Bool {
    guard try ToldRow.contains(message, in: database) else { return false }
    return try message.phase != .began || !isSettled(message, in: database)
  }

  /// Whether what is told if nobody has acknowledged it was acknowledged.
  private func isSettled(_ message: OutboxMessage, in database: Database) throws -> Bool {
    try route.escalation != nil && AcknowledgementRow.contains(message, in: database)
  }

  /// What may be told now, and why the rest may not.
  private struct Opening {
    var kinds: [MessageKind]
    var reason: MessageSummary.Reason

    var isComplete: Bool { kinds.count == MessageKind.allCases.count }
  }

  private func opening(_ database: Database) throws -> Opening {
    let kinds = MessageKind.allCases.filter { route.isOpen(now, $0) }
    guard !kinds.isEmpty, try isSnoozed(database) else { return Opening(kinds: kinds, reason: .schedule) }
    return Opening(kinds: [], reason: .snooze)
  }

  private func isSnoozed(_ database: Database) throws -> Bool {
    try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (SELECT 1 FROM change WHERE camera = ? AND key IN (?, ?) AND isCurrent = 1 AND until > ?)
        """,
      arguments: [
        ChannelSnooze.owner, ChannelSnooze.everything, ChannelSnooze.key(of: route.channel),
        StoredText.date(now),
      ]) ?? false
  }

  /// What is due next.
  ///
  /// Of kinds that may not be told now only what was not told before. What follows of the rest waits, newest state only; so does what tells
  /// of several, or cannot be read, while nothing may be told.
  private func nextRow(_ opening: Opening, in database: Database) throws -> Row? {
    let kinds = opening.kinds.isEmpty ? [] : opening.kinds.map(\.rawValue) + ["several"]
    return try Row.fetchOne(
      database,
      sql: """
        SELECT * FROM outbox WHERE channel = ? AND (due <= ? OR due > ?)
        AND (? OR ((subject LIKE 'event-%' OR subject LIKE 'notice-%')
            AND subject NOT IN (SELECT subject FROM toldMessage WHERE channel = outbox.channel))
          OR CASE WHEN subject LIKE 'event-%' THEN coalesce(CASE WHEN json_valid(content) THEN json_extract(content, '$.event._0.severity') END, 'several')
            WHEN subject LIKE 'notice-%' THEN 'fault' ELSE 'several' END IN (SELECT value FROM json_each(?)))
        ORDER BY due, id LIMIT 1
        """,
      arguments: [
        route.channel, StoredText.date(now), StoredText.date(now + StationStore.longestWait),
        opening.isComplete, StoredText.list(kinds),
      ])
  }

  /// Whether the limit allows one more.
  private func hasRoom(_ database: Database) throws -> Bool {
    guard let limit = route.limit else { return true }
    return try ToldRow.count(of: route.channel, from: now - limit.seconds, to: now, in: database)
      < limit.count
  }

  /// Makes one message of all of these kinds that was held back.
  private func summarize(_ kinds: [MessageKind], _ database: Database) throws {
    guard let summary = try HeldRow.summary(for: route.channel, kinds, in: database) else { return }
    let subject = "summary-\(StoredText.id(UUID()))"
    try database.execute(
      sql: """
        INSERT INTO outbox (channel, subject, phase, revision, owed, content, due, attempts)
        VALUES (?, ?, 'ended', 1, 1, ?, ?, 0)
        """,
      arguments: [
        route.channel, subject, try OutboxRow.text(.summary(summary)), StoredText.date(now),
      ])
    try ToldRow.add(subject, to: route.channel, at: now, in: database)
    try HeldRow.note(summary: subject, for: route.channel, kinds, at: now, in: database)
  }
}
