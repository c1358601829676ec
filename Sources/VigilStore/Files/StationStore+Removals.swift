import GRDB
import Synchronization

extension StationStore {
  /// Files of events that the station removed by its own rules and did not sign yet, the oldest removal first.
  ///
  /// `discard` of files that are not kept and `removeEvents` note them, in the transaction in which their rows leave.
  public func unsignedRemovals(limit: Int = 1000) throws(StoreError) -> [String] {
    try read { database in
      try String.fetchAll(
        database, sql: "SELECT path FROM removal ORDER BY id LIMIT ?", arguments: [max(0, limit)])
    }
  }

  /// How many removals were given up unsigned since the store was opened, since more than `StoreOptions.removalCount` waited: a verification
  /// calls their files missing.
  public var lostRemovals: Int { removalLoss.withLock { $0 } }

  /// Notes removals in the transaction that makes them.
  func note(removed paths: [String], in database: Database) throws {
    let lost = try RemovalRow.add(paths, most: options.removalCount, in: database)
    if lost > 0 { removalLoss.withLock { $0 += lost } }
  }

  /// Forgets removals that a manifest names now.
  public func forgetRemovals(_ paths: [String]) throws(StoreError) {
    guard !paths.isEmpty else { return }
    try write { database in
      try database.execute(
        sql: "DELETE FROM removal WHERE path IN (SELECT value FROM json_each(?))",
        arguments: [StoredText.list(paths)])
    }
  }
}
