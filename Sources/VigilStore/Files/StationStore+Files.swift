import GRDB

extension StationStore {
  /// Stores that there is a file, or is about to be.
  ///
  /// - Returns: the same with its id.
  /// - Throws: `invalid` for a path that is taken, waits to be deleted or leaves the folder, and what all writing throws.
  public func add(_ file: StoredFile) throws(StoreError) -> StoredFile {
    try FileRow.check(file)
    return try write { database in
      try FileRow.refuseGarbage(file.path, in: database)
      try database.execute(
        sql: """
          INSERT INTO file (camera, kind, event, path, bytes, sha256, start, stop, isFinished)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """, arguments: FileRow.arguments(file))
      var added = file
      added.id = database.lastInsertedRowID
      return added
    }
  }

  /// Stores what has become of a file: all of its values, found by its id.
  ///
  /// - Throws: `missing` if it was discarded meanwhile, `invalid` as in `add`.
  public func update(_ file: StoredFile) throws(StoreError) {
    try FileRow.check(file)
    try write { database in
      try FileRow.refuseGarbage(file.path, in: database)
      try database.execute(
        sql: """
          UPDATE file SET camera = ?, kind = ?, event = ?, path = ?, bytes = ?, sha256 = ?, start = ?, stop = ?,
            isFinished = ? WHERE id = ?
          """, arguments: FileRow.arguments(file) + [file.id])
      guard database.changesCount > 0 else {
        throw StoreError(.missing, "\(file.path) is not in the database; it may have been discarded")
      }
    }
  }

  /// The file with an id.
  public func file(_ id: Int64) throws(StoreError) -> StoredFile? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT * FROM file WHERE id = ?", arguments: [id]).map(FileRow.file)
    }
  }

  /// Files, in the order asked for; at most 100 000 at a time.
  public func files(_ query: FileQuery = FileQuery()) throws(StoreError) -> [StoredFile] {
    var conditions = Conditions()
    try StoredText.check(query: query.camera)
    if let camera = query.camera { conditions.add("camera = ?", camera) }
    if let kinds = query.kinds {
      conditions.add(
        "kind IN (SELECT value FROM json_each(?))", StoredText.list(kinds.map(\.rawValue).sorted()))
    }
    if let event = query.event { conditions.add("event = ?", StoredText.id(event)) }
    if let from = query.from {
      conditions.add("stop >= ?", StoredText.date(from))
      // No file is longer than the longest ever: the index need not be read from its beginning.
      conditions.add(
        "start >= ? - (SELECT coalesce(max(longest), 0) FROM fileTotal) - 1", StoredText.date(from))
    }
    if let to = query.to { conditions.add("start < ?", StoredText.date(to)) }
    if let end = query.endedBefore { conditions.add("stop < ?", StoredText.date(end)) }
    if let isFinished = query.isFinished {
      // Written out, so that the index of unfinished files is used.
      if isFinished { conditions.add("isFinished = 1") } else { conditions.add("isFinished = 0") }
    }
    if let isKept = query.isKept {
      if isKept {
        conditions.add("event IN (SELECT id FROM event WHERE isKept = 1)")
      } else {
        conditions.add("(event IS NULL OR event NOT IN (SELECT id FROM event WHERE isKept = 1))")
      }
    }
    let limit = min(100_000, max(0, query.limit))
    let request =
      switch query.order {
      case .oldestFirst: conditions.request("SELECT * FROM file", "ORDER BY start, id LIMIT ?", limit)
      case .newestFirst:
        conditions.request("SELECT * FROM file", "ORDER BY start DESC, id DESC LIMIT ?", limit)
      }
    return try read { database in try request.fetchAll(database).map(FileRow.file) }
  }

  /// The bytes of all files that are not garbage. The sum is kept, not counted.
  public var totalBytes: Int64 {
    get throws(StoreError) {
      try read { database in
        try Int64.fetchOne(database, sql: "SELECT coalesce(sum(bytes), 0) FROM fileTotal") ?? 0
      }
    }
  }

  /// The bytes of one camera's files, by kind; kinds without files are left out.
  public func totalBytes(camera: String) throws(StoreError) -> [FileKind: Int64] {
    try StoredText.check(query: camera)
    return try read { database in
      var totals: [FileKind: Int64] = [:]
      let rows = try Row.fetchAll(
        database, sql: "SELECT kind, bytes FROM fileTotal WHERE camera = ? AND files > 0", arguments: [camera]
      )
      for row in rows {
        if let kind = FileKind(rawValue: try row.value("kind")) {
          totals[kind] = try row.value("bytes")
        }
      }
      return totals
    }
  }

  /// Moves the rows of files to the garbage, in one transaction; the files are to be deleted then, and forgotten.
  ///
  /// Files of kept events stay, unless `includingKept` is true, which is for those that are gone or not whole. Otherwise this is a removal by
  /// the station's own rules: files that a manifest may name are noted among `unsignedRemovals`, in the same transaction.
  ///
  /// - Returns: the paths that are garbage now.
  @discardableResult public func discard(
    _ ids: [Int64], includingKept: Bool = false
  ) throws(StoreError) -> [String] {
    guard !ids.isEmpty else { return [] }
    return try write { database in
      var chosen = ids
      if !includingKept {
        let kept = try Set(
          Int64.fetchAll(
            database,
            sql: """
              SELECT id FROM file WHERE id IN (SELECT CAST(value AS INTEGER) FROM json_each(?))
              AND event IN (SELECT id FROM event WHERE isKept = 1)
              """, arguments: [StoredText.list(ids.map { String($0) })]))
        chosen.removeAll { kept.contains($0) }
      }
      let paths = try FileRow.discard(chosen, in: database)
      if !includingKept { try note(removed: paths.signed, in: database) }
      return paths.all
    }
  }

  /// Paths of files that nothing refers to any more and that may still lie in the folder.
  public func garbage(limit: Int = 10_000) throws(StoreError) -> [String] {
    try read { database in
      try String.fetchAll(
        database, sql: "SELECT path FROM garbage ORDER BY path LIMIT ?", arguments: [max(0, limit)])
    }
  }

  /// Forgets garbage that has been deleted from the disk.
  public func forgetGarbage(_ paths: [String]) throws(StoreError) {
    guard !paths.isEmpty else { return }
    try write { database in
      try database.execute(
        sql: "DELETE FROM garbage WHERE path IN (SELECT value FROM json_each(?))",
        arguments: [StoredText.list(paths)])
    }
  }
}
