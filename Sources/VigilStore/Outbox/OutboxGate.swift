import Foundation
import GRDB

/// Decides which message of a channel is handed out at a moment, and holds back what is not to be told now.
///
/// A message is handed out for the first time once, which is noted: until it has arrived, and with what follows of its event, it comes
/// through as often as it has to. All others are held back while the route forbids them.
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
    let closing = try closing(database)
    if closing == nil, try HeldRow.isWaiting(for: route.channel, in: database), try hasRoom(database) {
      return .work
    }
    guard let row = try nextRow(isNew: closing != nil, in: database) else { return .nothing }
    let message = try OutboxRow.message(row)
    return try ToldRow.contains(message, in: database) ? .message(message) : .work
  }

  /// The message to send next; notes that it is told, and what is not.
  func next(_ database: Database) throws -> OutboxMessage? {
    let closing = try closing(database)
    // What was held back is older, and comes first.
    if closing == nil, try HeldRow.isWaiting(for: route.channel, in: database), try hasRoom(database) {
      try summarize(database)
    }
    while let row = try nextRow(isNew: closing != nil, in: database) {
      let message = try OutboxRow.message(row)
      if try ToldRow.contains(message, in: database) { return message }
      if route.escalation != nil, try AcknowledgementRow.contains(message, in: database) {
        try OutboxRow.remove(message, in: database)
        continue
      }
      if let reason = try closing ?? (hasRoom(database) ? nil : .limit) {
        try HeldRow.hold(message, reason, at: now, in: database)
        continue
      }
      try ToldRow.add(message.subject, to: route.channel, at: now, in: database)
      return message
    }
    return nil
  }

  /// Why nothing at all is told now; nil if something may be.
  private func closing(_ database: Database) throws -> MessageSummary.Reason? {
    guard route.isOpen(now) else { return .schedule }
    let isSnoozed = try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (SELECT 1 FROM change WHERE camera = ? AND key IN (?, ?) AND isCurrent = 1 AND until > ?)
        """,
      arguments: [
        ChannelSnooze.owner, ChannelSnooze.everything, ChannelSnooze.key(of: route.channel),
        StoredText.date(now),
      ])
    return isSnoozed == true ? .snooze : nil
  }

  /// What is due next.
  ///
  /// - Parameter isNew: Only what was not told before. What follows of the rest waits, newest state only, while the channel is closed.
  private func nextRow(isNew: Bool, in database: Database) throws -> Row? {
    try Row.fetchOne(
      database,
      sql: """
        SELECT * FROM outbox WHERE channel = ? AND (due <= ? OR due > ?)
        AND (? OR subject NOT IN (SELECT subject FROM toldMessage WHERE channel = outbox.channel))
        ORDER BY due, id LIMIT 1
        """,
      arguments: [
        route.channel, StoredText.date(now), StoredText.date(now + StationStore.longestWait), !isNew,
      ])
  }

  /// Whether the limit allows one more.
  private func hasRoom(_ database: Database) throws -> Bool {
    guard let limit = route.limit else { return true }
    return try ToldRow.count(of: route.channel, from: now - limit.seconds, to: now, in: database)
      < limit.count
  }

  /// Makes one message of all that was held back.
  private func summarize(_ database: Database) throws {
    guard let summary = try HeldRow.summary(for: route.channel, in: database) else { return }
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
    try HeldRow.note(summary: subject, for: route.channel, at: now, in: database)
  }
}
