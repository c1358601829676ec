import GRDB

/// A file that the station removed by its own rules, as a row that waits to be signed.
enum RemovalRow {
  /// Notes paths, up to a number of rows; the oldest are given up beyond.
  ///
  /// - Returns: how many were given up.
  static func add(_ paths: [String], most: Int, in database: Database) throws -> Int {
    guard !paths.isEmpty else { return 0 }
    try database.execute(
      sql: "INSERT OR IGNORE INTO removal (path) SELECT value FROM json_each(?)",
      arguments: [StoredText.list(paths)])
    try database.execute(
      sql: "DELETE FROM removal WHERE id <= (SELECT id FROM removal ORDER BY id DESC LIMIT 1 OFFSET ?)",
      arguments: [max(0, most)])
    return database.changesCount
  }
}
