public import Foundation
import GRDB

/// Messages that wait to be delivered. A row goes when its delivery is acknowledged: until then it is sent again, also after a crash.
extension StationStore {
  /// No message waits longer than this for its next attempt, in seconds; one that seems to was written before the clock was set back.
  static let longestWait = 172_800.0

  /// The message of a channel that is to be sent next; nil if none is due.
  ///
  /// What the channel's route forbids to tell now is held back, and told as one later.
  ///
  /// - Throws: `unreadable` for a message that cannot be read, which is gone and counted as given up: ask again. Besides what all reading and
  ///   writing throw.
  public func nextMessage(to channel: String) throws(StoreError) -> OutboxMessage? {
    let gate = OutboxGate(route: outbox.route(of: channel), now: date())
    // Mostly there is nothing, or the same once more: for that nobody writes.
    switch try read(gate.look) {
    case .nothing: return nil
    case .message(let message): return message
    case .work: break
    }
    switch try write(gate.next) {
    case .nothing: return nil
    case .message(let message): return message
    case .unreadable: throw StoreError(.unreadable, OutboxRow.unreadable)
    }
  }

  /// Notes that a message has arrived; it goes, unless what it tells of has changed meanwhile: the change is due then.
  public func acknowledge(_ message: OutboxMessage) throws(StoreError) {
    let now = date()
    let mayBeNews =
      message.content.kind == .review && outbox.route(of: message.channel).severities.contains(.alarm)
    try write { database in
      try database.execute(
        sql: "DELETE FROM outbox WHERE id = ? AND owed <= ?", arguments: [message.id, message.revision])
      guard database.changesCount == 0 else { return }
      try database.execute(
        sql: """
          UPDATE outbox SET attempts = 0, due = ?, phase = CASE
            WHEN phase = 'began' AND NOT (? AND CASE WHEN json_valid(content) THEN json_extract(content, '$.event._0.severity') END IS 'alarm') THEN 'updated'
            WHEN phase = 'ended' AND ? = 'ended' THEN 'judged' ELSE phase END
          WHERE id = ?
          """,
        // A review that has become an alarm meanwhile begins as one. What comes after the end was told is what a program says of it.
        arguments: [
          StoredText.date(now), mayBeNews, message.phase.rawValue, message.id,
        ])
    }
  }

  /// Notes that a message was refused, and when to try again; one that has taken its place meanwhile, and has another key, stays due.
  ///
  /// - Parameter reached: Who has it, where it is for several; `nextMessage` gives them with it, over restarts.
  public func postpone(
    _ message: OutboxMessage, until moment: Date, reached: Set<String> = []
  ) throws(StoreError) {
    try write { database in
      try database.execute(
        sql: "UPDATE outbox SET attempts = attempts + 1, due = ?, reached = ? WHERE id = ? AND owed = ?",
        arguments: [
          StoredText.date(moment), StoredText.list(reached.sorted()), message.id, message.owed,
        ])
    }
  }

  /// Gives a message up, which is counted; one that has taken its place meanwhile, and has another key, stays.
  public func giveUp(_ message: OutboxMessage) throws(StoreError) {
    try write { database in
      try database.execute(
        sql: "DELETE FROM outbox WHERE id = ? AND owed = ?", arguments: [message.id, message.owed])
      try OutboxRow.count(lost: database.changesCount, of: message.channel, in: database)
    }
  }

  /// Gives up the messages of channels that are no more.
  ///
  /// - Returns: how many.
  @discardableResult public func giveUpMessages(
    toAllBut channels: [String]
  ) throws(StoreError) -> Int {
    try write { database in
      try database.execute(
        sql: "DELETE FROM outbox WHERE channel NOT IN (SELECT value FROM json_each(?))",
        arguments: [StoredText.list(channels)])
      let messages = database.changesCount
      return try messages + HeldRow.remove(allBut: channels, in: database)
    }
  }

  /// What waits for a channel, and what became of the rest.
  public func counts(of channel: String) throws(StoreError) -> ChannelCounts {
    let (waiting, lost) = try outboxCount(of: channel)
    let held = try read { try HeldRow.count(for: channel, in: $0) }
    return ChannelCounts(waiting: waiting, held: held, lost: lost)
  }

  /// How many messages to a channel wait, and how many were ever given up.
  public func outboxCount(of channel: String) throws(StoreError) -> (waiting: Int, lost: Int) {
    try read { database in
      let waiting = try Int.fetchOne(
        database, sql: "SELECT count(*) FROM outbox WHERE channel = ?", arguments: [channel])
      let lost = try Int.fetchOne(
        database, sql: "SELECT messages FROM outboxLoss WHERE channel = ?", arguments: [channel])
      return (waiting ?? 0, lost ?? 0)
    }
  }
}
