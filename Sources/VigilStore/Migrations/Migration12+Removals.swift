import GRDB

extension StoreMigration {
  /// Files of events that the station removed by its own rules and has not signed yet: without that a verification calls them missing.
  static let removals = StoreMigration(number: 12, name: "removals") { database in
    try database.execute(
      sql: "CREATE TABLE removal (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE) STRICT;")
  }
}
