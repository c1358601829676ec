import GRDB

extension StoreMigration {
  /// Features of snippets: those of events, of quiet times, and of spans in which something was missed.
  ///
  /// `vector`, by which events are compared, comes before `data` in a row, so that SQLite need not read that for it.
  static let features = StoreMigration(number: 6, name: "features") { database in
    try database.execute(
      sql: """
        CREATE TABLE feature (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          camera TEXT NOT NULL,
          kind TEXT NOT NULL,
          event TEXT REFERENCES event (id) ON DELETE CASCADE,
          network TEXT NOT NULL,
          crops INTEGER NOT NULL CHECK (crops > 0),
          size INTEGER NOT NULL CHECK (size > 0),
          count INTEGER NOT NULL CHECK (count > 0),
          start REAL NOT NULL,
          stop REAL NOT NULL,
          bytes INTEGER NOT NULL,
          vector BLOB NOT NULL CHECK (length(vector) = 2 * size),
          snippets BLOB NOT NULL CHECK (length(snippets) = 16 * count),
          data BLOB NOT NULL CHECK (length(data) = 2 * count * crops * size)
        ) STRICT;
        CREATE UNIQUE INDEX feature_event ON feature (event) WHERE event IS NOT NULL;
        CREATE INDEX feature_camera ON feature (camera, network, kind, start);
        CREATE INDEX feature_age ON feature (start, bytes);
        """)
  }
}
