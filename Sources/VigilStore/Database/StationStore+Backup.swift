public import Foundation
import GRDB
import VigilCore

extension StationStore {
  /// Writes a copy of the whole database, as of one moment, while the station goes on; it takes the place of a file of that name when it
  /// is whole, checked and on the disk.
  ///
  /// To restore it, stop the station and put it in the place of `station.sqlite`, without the files whose names begin like that.
  ///
  /// - Throws: `readOnly`, `full`, `locked`, `damaged`, `invalid` for a place that is the database itself.
  public func backup(to destination: URL) throws(StoreError) {
    let destination = destination.absoluteURL.standardizedFileURL
    guard
      destination.deletingLastPathComponent().resolvingSymlinksInPath().path
        != folder.resolvingSymlinksInPath().path || !destination.lastPathComponent.hasPrefix("station.")
    else { throw StoreError(.invalid, "a backup cannot take the place of the database; name another file") }
    try flushScores()
    let draft = Neighbour(of: destination)
    do {
      let descriptor = try draft.create()
      // The lock on it is held until the end, so that nobody takes it for a dead program's.
      defer { Foundation.close(descriptor) }
      guard fchmod(descriptor, 0o600) == 0 else { throw StoreError(systemError: errno, destination) }
      let copy = try DatabaseQueue(
        path: draft.url.path, configuration: StoreConnection.configuration(options))
      try gate.through { try reader.backup(to: copy) }
      let faults = try copy.writeWithoutTransaction { database in
        // One file that anybody can read, without a log beside it.
        try database.execute(sql: "PRAGMA journal_mode = DELETE")
        return try String.fetchAll(database, sql: "PRAGMA quick_check(1)")
      }
      try copy.close()
      guard faults == ["ok"] else {
        throw StoreError(.damaged, StoreError.damage(place.database.path, faults.first ?? "no answer"))
      }
      guard fsync(descriptor) == 0 else { throw StoreError(systemError: errno, destination) }
      try draft.moveIntoPlace()
      try StorePlace.synchronize(destination.deletingLastPathComponent())
    } catch {
      draft.remove()
      for end in ["-journal", "-wal", "-shm"] { unlink(draft.url.path + end) }
      throw StoreError(error, at: place, backup: destination)
    }
  }

  /// Gives pages of the file that hold nothing back to the disk, a part of them at a time, once they are over a quarter of it.
  func giveRoomBack() throws(StoreError) {
    try write { database in
      let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
      let all = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      if free > 256, free > all / 4 { try database.execute(sql: "PRAGMA incremental_vacuum(4096)") }
    }
  }
}
