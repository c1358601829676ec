import Foundation
import GRDB

/// Opens the file of a database, checks and migrates it.
enum StoreConnection {
  /// For the one station that writes.
  static func open(
    _ place: StorePlace, options: StoreOptions, outbox: OutboxWriter
  ) throws(StoreError) -> (pool: DatabasePool, opening: StoreOpening) {
    do {
      let isNew = !place.exists(place.database)
      if isNew { try make(place) }
      try checkFile(place)
      // What belongs to the owner only must not become readable by a copy or an older umask.
      chmod(place.database.path, 0o600)
      let schema = try checkContent(place, options)
      let pool = try DatabasePool(path: place.database.path, configuration: configuration(options))
      // GRDB sets NORMAL, where a power cut may undo what was stored last.
      try pool.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216")
      }
      try StoreMigration.migrator.migrate(pool)
      let (events, notices) = try pool.write { try closeInterrupted($0, outbox) }
      return (
        pool,
        StoreOpening(
          isNew: isNew, formerSchema: isNew ? nil : schema, interruptedEvents: events,
          interruptedNotices: notices)
      )
    } catch {
      throw StoreError(error, at: place)
    }
  }

  /// For everybody else.
  static func openToRead(
    _ place: StorePlace, options: StoreOptions
  ) throws(StoreError) -> (reader: any DatabaseReader, opening: StoreOpening) {
    guard place.exists(place.database) else {
      throw StoreError(
        .missing, "there is no station.sqlite in \(place.folder.path); is this the station's folder?")
    }
    do {
      try checkFile(place)
      var configuration = configuration(options)
      configuration.readonly = true
      let pool = try DatabasePool(path: place.database.path, configuration: configuration)
      let schema = try pool.read { database in
        try refuseNewer(database, place)
        return try StoreMigration.schema(of: database)
      }
      guard schema == StationStore.schema else {
        throw StoreError(
          .failed,
          "\(place.database.path) was written by an older Vigil; start the station once to bring it up to date"
        )
      }
      return (
        pool,
        StoreOpening(isNew: false, formerSchema: schema)
      )
    } catch {
      throw StoreError(error, at: place)
    }
  }

  static func configuration(_ options: StoreOptions) -> Configuration {
    var configuration = Configuration()
    configuration.label = "station"
    configuration.busyMode = .timeout(options.patience)
    configuration.foreignKeysEnabled = true
    return configuration
  }

  /// Makes a database under another name and gives it its own when it is whole: an empty `station.sqlite` is a damaged one.
  private static func make(_ place: StorePlace) throws {
    guard !place.exists(place.log) else {
      throw StoreError(
        .damaged,
        "\(place.database.path) is missing, but \(place.log.lastPathComponent) is there; put both back, or move the latter away to begin anew"
      )
    }
    let draft = place.folder.appending(path: ".station.sqlite.new")
    for end in ["", "-journal", "-wal", "-shm"] { unlink(draft.path + end) }
    let descriptor = Foundation.open(draft.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw StoreError(systemError: errno, draft) }
    let isGiven = Result { try place.giveToOwner(descriptor) }
    close(descriptor)
    do {
      try isGiven.get()
      let queue = try DatabaseQueue(path: draft.path)
      // Only before the first table: pages of what was removed can be given back later.
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL") }
      try StoreMigration.migrator.migrate(queue)
      try queue.close()
      try StorePlace.synchronize(draft)
      // Of a database that was removed: where a reader still holds it, SQLite takes it for the new one's, and fails to read the log.
      unlink(place.index.path)
      guard rename(draft.path, place.database.path) == 0 else {
        throw StoreError(systemError: errno, place.database)
      }
      try StorePlace.synchronize(place.folder)
    } catch {
      unlink(draft.path)
      throw error
    }
  }

  /// Refuses what cannot be a database before SQLite may take it for an empty one.
  private static func checkFile(_ place: StorePlace) throws {
    var status = stat()
    guard stat(place.database.path, &status) == 0 else {
      throw StoreError(systemError: errno, place.database)
    }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
      let reason = status.st_size == 0 ? "it is empty" : "it is no file"
      throw StoreError(.damaged, StoreError.damage(place.database.path, reason))
    }
  }

  /// Refuses a damaged database and one of a newer Vigil, and gives the schema.
  ///
  /// By a connection that only reads: GRDB's pool writes when it is opened, and what is damaged must stay as it is.
  private static func checkContent(_ place: StorePlace, _ options: StoreOptions) throws -> Int? {
    var configuration = configuration(options)
    configuration.readonly = true
    let queue = try DatabaseQueue(path: place.database.path, configuration: configuration)
    defer { try? queue.close() }
    return try queue.read { database in
      let faults = try String.fetchAll(database, sql: "PRAGMA quick_check(1)")
      guard faults == ["ok"] else {
        throw StoreError(.damaged, StoreError.damage(place.database.path, faults.first ?? "no answer"))
      }
      try refuseNewer(database, place)
      let schema = try StoreMigration.schema(of: database)
      // Another program's database must not be filled with our tables.
      guard schema != nil else {
        throw StoreError(.damaged, StoreError.damage(place.database.path, "it is not a station's database"))
      }
      return schema
    }
  }

  private static func refuseNewer(_ database: Database, _ place: StorePlace) throws {
    if try StoreMigration.migrator.hasBeenSuperseded(database) {
      throw StoreError(
        .newerSchema, "\(place.database.path) was written by a newer Vigil; use that one, or restore a backup"
      )
    }
  }

  /// Closes what the station before left open.
  private static func closeInterrupted(
    _ database: Database, _ outbox: OutboxWriter
  ) throws -> ([UUID], [Int64]) {
    let events = try Row.fetchAll(
      database,
      sql: """
        UPDATE event SET state = 'interrupted', revision = revision + 1 WHERE state = 'open' RETURNING *
        """
    ).map(EventRow.event)
    for event in events { try outbox.tell(event, former: event.severity, in: database) }
    let notices = try Row.fetchAll(
      database,
      sql: """
        UPDATE notice SET stop = max(start, coalesce((SELECT lastSign FROM life), start)), isInterrupted = 1
        WHERE stop IS NULL RETURNING *
        """
    ).map(StationStore.notice)
    for notice in notices { try outbox.tellEnd(of: notice, in: database) }
    return (events.map(\.id), notices.map(\.id))
  }
}
