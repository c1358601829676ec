public import Foundation
import GRDB

extension StationStore {
  /// Stores a change of a setting, in the place of the one before; a change without a value takes it back.
  ///
  /// - Throws: `invalid` for texts that cannot be stored, and what all writing throws.
  public func set(_ change: RuntimeChange) throws(StoreError) {
    try Self.check(change)
    try write { try Self.insert(change, into: $0, history: options.historyCount) }
  }

  static func check(_ change: RuntimeChange) throws(StoreError) {
    try StoredText.check(change.camera, "the name of a camera")
    try StoredText.check(change.key, "the name of a setting")
    try StoredText.check(change.by, "a name")
    if let value = change.value { try StoredText.check(value, "a value", mayBeEmpty: true) }
  }

  static func insert(_ change: RuntimeChange, into database: Database, history: Int) throws {
    try database.execute(
      sql: "UPDATE change SET isCurrent = 0 WHERE camera = ? AND key = ? AND isCurrent = 1",
      arguments: [change.camera, change.key])
    try database.execute(
      sql: """
        INSERT INTO change (camera, key, value, author, at, until, isCurrent) VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        change.camera, change.key, change.value, change.by, StoredText.date(change.at),
        change.until.map(StoredText.date), change.value != nil,
      ])
    try database.execute(
      sql: """
        DELETE FROM change WHERE isCurrent = 0
        AND id <= (SELECT id FROM change WHERE isCurrent = 0 ORDER BY id DESC LIMIT 1 OFFSET ?)
        """, arguments: [max(0, history)])
  }

  /// Takes a change back, now: the file's value counts again.
  public func clear(camera: String, key: String, by author: String) throws(StoreError) {
    try set(RuntimeChange(camera: camera, key: key, value: nil, by: author, at: date()))
  }

  /// The changes in force at a moment, by camera and key; those that have ended by themselves are left out.
  public func changes(at moment: Date) throws(StoreError) -> [RuntimeChange] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM change WHERE isCurrent = 1 AND (until IS NULL OR until > ?) ORDER BY camera, key
          """, arguments: [StoredText.date(moment)]
      ).map(Self.change)
    }
  }

  /// What was changed and taken back, the newest first.
  public func history(camera: String? = nil, limit: Int = 100) throws(StoreError) -> [RuntimeChange] {
    var conditions = Conditions()
    try StoredText.check(query: camera)
    if let camera { conditions.add("camera = ?", camera) }
    let request = conditions.request("SELECT * FROM change", "ORDER BY id DESC LIMIT ?", max(0, limit))
    return try read { database in try request.fetchAll(database).map(Self.change) }
  }

  private static func change(_ row: Row) throws -> RuntimeChange {
    let until: Double? = try row.optional("until")
    return RuntimeChange(
      camera: try row.value("camera"), key: try row.value("key"),
      value: try row.optional("value"), by: try row.value("author"),
      at: Date(timeIntervalSinceReferenceDate: try row.value("at")),
      until: until.map { Date(timeIntervalSinceReferenceDate: $0) })
  }
}
