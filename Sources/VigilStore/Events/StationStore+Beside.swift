public import Foundation
import GRDB

extension StationStore {
  /// Keeps an event for ever, or no longer, also while a station writes to the folder: this one change needs no right to it.
  ///
  /// - Parameters:
  ///   - by: Who asks.
  ///   - folder: The station's folder.
  /// - Throws: `missing` if there is no such event or database, and what all reading and writing throws.
  public static func setKept(
    _ id: UUID, _ isKept: Bool, by author: String, besideStationIn folder: URL
  ) throws(StoreError) {
    try StoredText.check(author, "a name")
    // Holds the file open, and knows that its schema is this one.
    let store = try StationStore(reading: folder)
    defer { try? store.close() }
    do {
      let queue = try DatabaseQueue(
        path: store.place.database.path, configuration: StoreConnection.configuration(store.options))
      defer { try? queue.close() }
      try queue.write { database in
        try database.execute(
          sql: "UPDATE event SET isKept = ?, keptBy = ?, keptAt = ? WHERE id = ?",
          arguments: [isKept, author, StoredText.date(Date()), StoredText.id(id)])
        guard database.changesCount > 0 else {
          throw StoreError(.missing, "there is no event \(StoredText.id(id)); it may have been removed")
        }
      }
    } catch { throw StoreError(error, at: store.place) }
  }
}
