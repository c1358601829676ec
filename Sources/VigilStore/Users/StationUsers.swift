public import Foundation
import GRDB

/// The users of a station and their sessions, in its database.
///
/// What is changed here is in force at the next request: a session is read with its user's present role and cameras, and is gone with the
/// user and with the password. All calls wait for the disk.
public struct StationUsers: Sendable {
  /// A session more than this many of a user's ends the oldest one.
  public static let mostSessions = 20
  /// More users than this cannot be added.
  public static let mostUsers = 1000

  let database: any DatabaseWriter
  let place: StorePlace

  /// The users of a folder's station, also while it runs: what is changed here needs no right to the folder's other data.
  ///
  /// A database of an older Vigil is brought up to date.
  ///
  /// - Parameter makesDatabase: Whether one that does not exist is made, and its folder.
  /// - Throws: what `StationStore.init(folder:)` throws, and `missing`.
  public init(besideStationIn folder: URL, makesDatabase: Bool = true) throws(StoreError) {
    place = StorePlace(folder: folder)
    do {
      let store = try StationStore(reading: folder)
      defer { try? store.close() }
      database = try Self.open(store.place, store.options)
    } catch let error as StoreError
      where error.code == .failed || error.code == .missing && makesDatabase
    {
      // Nobody else has the folder then, or this says so.
      try StationStore(folder: folder).close()
      do { database = try Self.open(place, StoreOptions()) } catch { throw StoreError(error, at: place) }
    } catch { throw StoreError(error, at: place) }
  }

  init(database: any DatabaseWriter, place: StorePlace) {
    (self.database, self.place) = (database, place)
  }

  private static func open(_ place: StorePlace, _ options: StoreOptions) throws -> DatabaseQueue {
    let queue = try DatabaseQueue(
      path: place.database.path, configuration: StoreConnection.configuration(options))
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    return queue
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do { return try database.read(body) } catch { throw StoreError(error, at: place) }
  }

  func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do { return try database.write(body) } catch { throw StoreError(error, at: place) }
  }
}

extension StationStore {
  /// How many users the station has.
  public var userCount: Int {
    get throws(StoreError) { try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM user") ?? 0 } }
  }

  /// The users of the station.
  ///
  /// - Throws: `readOnly` if the store only reads.
  public var users: StationUsers {
    get throws(StoreError) {
      guard let writer else { throw StoreError(.readOnly, "\(folder.path) was opened to read only") }
      return StationUsers(database: writer, place: place)
    }
  }
}
