public import Foundation
import GRDB
import Synchronization

/// The station's database, `station.sqlite` in its folder: events, scores, files, what was changed while it ran.
///
/// One station at a time writes to a folder, held by a lock; any number of stores that only read may be open beside it. All calls wait
/// for the disk: do not make them where nothing may wait. They can be made from any thread.
///
/// What a call has stored is on the disk when it returns, also after a power cut, with one exception: scores, which wait in memory for
/// `StoreOptions.scoreAge` seconds and are written without waiting for the disk. After an error nothing of a call is stored; the store
/// can be used further, and the next call may succeed.
public final class StationStore: Sendable {
  /// The schema that this version of Vigil writes.
  public static var schema: Int { StoreMigration.all.map(\.number).max() ?? 0 }

  /// The station's folder.
  public let folder: URL
  /// What was found when it was opened.
  public let opening: StoreOpening
  /// Its limits.
  public let options: StoreOptions

  let reader: any DatabaseReader
  /// Nil where the store only reads.
  let writer: DatabasePool?
  let date: @Sendable () -> Date
  let buffer: ScoreBuffer
  let removalLoss = Mutex(0)
  private let writing: Mutex<OutboxWriter>
  private let lock: StationLock?
  let gate = OpenGate()

  /// Opens the database of a folder for the one station that writes to it, or makes both.
  ///
  /// The file is checked and migrated, and what the station before left open is closed: see `opening`. The files are readable by their
  /// owner only; a folder that is made is, too.
  ///
  /// - Parameters:
  ///   - routes: Whom to tell of events and notices; events that this closes are told too.
  ///   - date: The wall clock.
  /// - Throws: `inUse`, `damaged`, `newerSchema`, `locked`, `readOnly`, `full`, `failed`.
  public init(
    folder: URL, options: StoreOptions = StoreOptions(), routes: [OutboxRoute] = [],
    date: @escaping @Sendable () -> Date = { Date() }
  ) throws(StoreError) {
    let place = StorePlace(folder: folder)
    try place.makeFolder()
    let lock = try StationLock(place)
    let outbox = OutboxWriter(routes: routes, most: options.outboxCount, date: date)
    let opened = try StoreConnection.open(place, options: options, outbox: outbox)
    writing = Mutex(outbox)
    self.folder = folder
    self.options = options
    self.date = date
    self.lock = lock
    writer = opened.pool
    reader = opened.pool
    buffer = ScoreBuffer(options)
    opening = opened.opening
  }

  /// Opens the database of a folder to read it, also while a station runs on it.
  ///
  /// - Throws: `missing`, `damaged`, `newerSchema`, `locked`, `failed`, and `readOnly` where the disk is, because SQLite writes beside the
  ///   database even to read it: copy `station.sqlite` and what is beside it to another disk then.
  public init(reading folder: URL, options: StoreOptions = StoreOptions()) throws(StoreError) {
    let opened = try StoreConnection.openToRead(StorePlace(folder: folder), options: options)
    self.folder = folder
    self.options = options
    date = { Date() }
    writing = Mutex(OutboxWriter(routes: [], most: 0, date: date))
    lock = nil
    writer = nil
    reader = opened.reader
    buffer = ScoreBuffer(options)
    opening = opened.opening
  }

  deinit { try? close() }

  /// Writes the scores that wait and lets go of the folder; a store that goes out of scope does the same, without telling of errors.
  public func close() throws(StoreError) {
    defer { lock?.release() }
    let flushed = Result { () throws(StoreError) in try flushScores() }
    gate.shut()
    do { try reader.close() } catch { throw StoreError(error, at: place) }
    try flushed.get()
  }

  /// Writes messages; to be asked for in the transaction that they belong to.
  var outbox: OutboxWriter { writing.withLock { $0 } }

  /// Tells others of events and notices from now on.
  public func follow(_ routes: [OutboxRoute]) { writing.withLock { $0.routes = routes } }

  var place: StorePlace { StorePlace(folder: folder) }

  /// Reads in one snapshot of the database.
  func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do { return try gate.through { try reader.read(body) } } catch { throw StoreError(error, at: place) }
  }

  /// Writes in one transaction, which is on the disk afterwards.
  func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do { return try gate.through { try writable().write(body) } } catch { throw StoreError(error, at: place) }
  }

  /// Writes in one transaction, which a power cut may undo as a whole.
  func writeWithoutWaiting<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try gate.through {
        try writable().writeWithoutTransaction { try Self.writeWithoutWaiting($0, body) }
      }
    } catch {
      throw StoreError(error, at: place)
    }
  }

  private static func writeWithoutWaiting<Value>(
    _ database: Database, _ body: (Database) throws -> Value
  ) throws -> Value {
    try database.execute(sql: "PRAGMA synchronous = NORMAL")
    // Not `defer`, which cannot throw: an event must never be written while this is off.
    let outcome = Result { () throws -> Value in
      var value: Value?
      try database.inTransaction(.immediate) {
        value = try body(database)
        return .commit
      }
      guard let value else { throw StoreError(.failed, "the database did not run a transaction") }
      return value
    }
    try database.execute(sql: "PRAGMA synchronous = FULL")
    return try outcome.get()
  }

  /// Whether writing waits until the disk has it, as it must for all but scores.
  package var waitsForDisk: Bool {
    get throws(StoreError) {
      do {
        return try gate.through {
          try writable().writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2
        }
      } catch {
        throw StoreError(error, at: place)
      }
    }
  }

  private func writable() throws(StoreError) -> DatabasePool {
    guard let writer else { throw StoreError(.readOnly, "\(folder.path) was opened to read only") }
    return writer
  }
}
