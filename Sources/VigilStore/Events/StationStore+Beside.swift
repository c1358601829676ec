public import Foundation
import GRDB

/// Changes that need no right to the folder: a station may be writing to it meanwhile.
extension StationStore {
  /// Keeps an event for ever, or no longer.
  ///
  /// - Parameters:
  ///   - by: Who asks.
  ///   - folder: The station's folder.
  /// - Throws: `missing` if there is no such event or database, and what all reading and writing throws.
  public static func setKept(
    _ id: UUID, _ isKept: Bool, by author: String, besideStationIn folder: URL
  ) throws(StoreError) {
    try StoredText.check(author, "a name")
    try write(besideStationIn: folder) { database in
      try database.execute(
        sql: "UPDATE event SET isKept = ?, keptBy = ?, keptAt = ? WHERE id = ?",
        arguments: [isKept, author, StoredText.date(Date()), StoredText.id(id)])
      guard database.changesCount > 0 else {
        throw StoreError(.missing, "there is no event \(StoredText.id(id)); it may have been removed")
      }
    }
  }

  /// Changes a setting of a camera, which a running station follows within seconds.
  ///
  /// - Parameter folder: The station's folder.
  /// - Throws: as above.
  public static func set(_ change: RuntimeChange, besideStationIn folder: URL) throws(StoreError) {
    try set([change], besideStationIn: folder)
  }

  /// The same for several settings, all of them or none.
  public static func set(_ changes: [RuntimeChange], besideStationIn folder: URL) throws(StoreError) {
    for change in changes { try check(change) }
    try write(besideStationIn: folder) { database in
      for change in changes {
        try insert(change, into: database, history: StoreOptions().historyCount)
      }
    }
  }

  /// Says something of an event, or takes it back.
  ///
  /// - Parameters:
  ///   - verdict: What is said; nil to take back what the same user said.
  ///   - folder: The station's folder.
  /// - Throws: as above.
  public static func label(
    _ event: UUID, as verdict: ReviewLabel.Verdict?, by author: String, besideStationIn folder: URL
  ) throws(StoreError) {
    try StoredText.check(author, "a name")
    try write(besideStationIn: folder) { database in
      guard let verdict else {
        _ = try LabelRow.undo(event, by: author, at: Date(), in: database)
        return
      }
      _ = try LabelRow.label(
        event, as: verdict, by: author, at: Date(), history: StoreOptions().historyCount, in: database)
    }
  }

  /// Says that something happened in a span without an event.
  ///
  /// - Parameter folder: The station's folder.
  /// - Throws: as above.
  public static func miss(
    camera: String, from: Date, to: Date, by author: String, besideStationIn folder: URL
  ) throws(StoreError) {
    let label = try missed(camera: camera, from: from, to: to, by: author, at: Date())
    try write(besideStationIn: folder) {
      _ = try LabelRow.miss(label, history: StoreOptions().historyCount, in: $0)
    }
  }

  static func write(
    besideStationIn folder: URL, _ body: (Database) throws -> Void
  ) throws(StoreError) {
    // Holds the file open, and knows that its schema is this one.
    let store = try StationStore(reading: folder)
    defer { try? store.close() }
    do {
      let queue = try DatabaseQueue(
        path: store.place.database.path, configuration: StoreConnection.configuration(store.options))
      defer { try? queue.close() }
      try queue.write(body)
    } catch { throw StoreError(error, at: store.place) }
  }
}
