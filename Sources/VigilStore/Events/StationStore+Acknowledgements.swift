public import Foundation
import GRDB

extension StationStore {
  /// Notes that somebody has seen an event; whoever was first stays.
  ///
  /// - Throws: `missing` if there is no such event, and what all writing throws.
  public func acknowledge(_ event: UUID, by author: String) throws(StoreError) {
    try StoredText.check(author, "a name")
    let now = date()
    try write { try AcknowledgementRow.add(Acknowledgement(event: event, by: author, at: now), in: $0) }
  }

  /// Notes that somebody has seen an event, without the right to the folder.
  ///
  /// - Parameter folder: The station's folder.
  /// - Throws: as above.
  public static func acknowledge(
    _ event: UUID, by author: String, besideStationIn folder: URL
  ) throws(StoreError) {
    try StoredText.check(author, "a name")
    try write(besideStationIn: folder) {
      try AcknowledgementRow.add(Acknowledgement(event: event, by: author, at: Date()), in: $0)
    }
  }

  /// Who has seen an event first; nil if nobody has said or shown so.
  public func acknowledgement(of event: UUID) throws(StoreError) -> Acknowledgement? {
    try acknowledgements(of: [event])[event]
  }

  /// Who has seen events first, by event; those that nobody has are missing.
  public func acknowledgements(of events: [UUID]) throws(StoreError) -> [UUID: Acknowledgement] {
    guard !events.isEmpty else { return [:] }
    return try read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT * FROM acknowledgement WHERE event IN (SELECT value FROM json_each(?))",
        arguments: [StoredText.list(events.map(StoredText.id))])
      var found: [UUID: Acknowledgement] = [:]
      for row in rows {
        let seen = try AcknowledgementRow.acknowledgement(row)
        found[seen.event] = seen
      }
      return found
    }
  }
}
