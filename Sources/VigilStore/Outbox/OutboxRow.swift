import Foundation
import GRDB

/// A message as a row.
enum OutboxRow {
  /// What a message tells, as text; an event must be stored whatever its numbers are.
  static func text(_ content: MessageContent) throws -> String {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(content), as: UTF8.self)
  }

  /// - Throws: `unreadable`, and the errors of a value of another type.
  static func message(_ row: Row) throws -> OutboxMessage {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let (id, text): (Int64, String) = (try row.value("id"), try row.value("content"))
    guard let phase = MessagePhase(rawValue: try row.value("phase")),
      let content = try? decoder.decode(MessageContent.self, from: Data(text.utf8)),
      let reached = try? StoredText.texts(try row.value("reached"))
    else { throw StoreError(.unreadable, unreadable) }
    return OutboxMessage(
      id: id, channel: try row.value("channel"), subject: try row.value("subject"), phase: phase,
      revision: try row.value("revision"), owed: try row.value("owed"), content: content,
      attempts: try row.value("attempts"), reached: Set(reached))
  }

  /// What becomes of one that cannot be read.
  static let unreadable = "a message in the database could not be read and was given up"

  /// Takes a message out that is not to be sent.
  static func remove(_ message: OutboxMessage, in database: Database) throws {
    try remove(message.id, in: database)
  }

  /// The same by its number.
  static func remove(_ id: Int64, in database: Database) throws {
    try database.execute(sql: "DELETE FROM outbox WHERE id = ?", arguments: [id])
  }

  /// Adds to the messages of a channel that were given up.
  static func count(lost messages: Int, of channel: String, in database: Database) throws {
    guard messages > 0 else { return }
    try database.execute(
      sql: """
        INSERT INTO outboxLoss VALUES (?, ?) ON CONFLICT DO UPDATE SET messages = messages + excluded.messages
        """, arguments: [channel, messages])
  }
}
