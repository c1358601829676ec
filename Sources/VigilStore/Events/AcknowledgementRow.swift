import Foundation
import GRDB

/// An acknowledgement as a row. Labels and keeping an event make theirs by triggers, whoever writes them.
enum AcknowledgementRow {
  /// Whether what a message tells of was seen by somebody; what nobody can acknowledge was not.
  static func contains(_ message: OutboxMessage, in database: Database) throws -> Bool {
    guard case .event(let event) = message.content else { return false }
    return try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM acknowledgement WHERE event = ?)",
      arguments: [StoredText.id(event.id)]) ?? false
  }

  /// Adds one, unless there is one already.
  ///
  /// - Throws: `missing` if there is no such event.
  static func add(_ seen: Acknowledgement, in database: Database) throws {
    let id = StoredText.id(seen.event)
    let isThere = try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM event WHERE id = ?)", arguments: [id])
    guard isThere == true else {
      throw StoreError(.missing, "there is no event \(id); it may have been removed")
    }
    try database.execute(
      sql: "INSERT INTO acknowledgement VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      arguments: [id, seen.by, StoredText.date(seen.at), seen.means.rawValue])
  }

  static func acknowledgement(_ row: Row) throws -> Acknowledgement {
    guard let means = Acknowledgement.Means(rawValue: try row.value("means")),
      let event = UUID(uuidString: try row.value("event"))
    else {
      throw StoreError(.damaged, "an acknowledgement in the database cannot be read; restore a backup")
    }
    return Acknowledgement(
      event: event, by: try row.value("author"),
      at: Date(timeIntervalSinceReferenceDate: try row.value("at")), means: means)
  }
}
