import GRDB

extension StoreMigration {
  /// What people say of events, and of spans in which there was none.
  ///
  /// A user has one label of an event in force. One that was replaced or undone says since when. Labels outlive their events, whose spans
  /// they hold: what was said of them teaches a model.
  static let labels = StoreMigration(number: 4, name: "labels") { database in
    try database.execute(
      sql: """
        CREATE TABLE label (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          event TEXT,
          camera TEXT NOT NULL,
          start REAL NOT NULL,
          stop REAL NOT NULL,
          verdict TEXT NOT NULL,
          author TEXT NOT NULL,
          at REAL NOT NULL,
          undone REAL
        ) STRICT;
        CREATE UNIQUE INDEX label_event ON label (event, author) WHERE event IS NOT NULL AND undone IS NULL;
        CREATE INDEX label_camera ON label (camera, start) WHERE undone IS NULL;
        CREATE INDEX label_undone ON label (id) WHERE undone IS NOT NULL;
        CREATE TRIGGER label_span AFTER UPDATE OF start, stop ON event BEGIN
          UPDATE label SET start = new.start, stop = new.stop WHERE event = new.id AND undone IS NULL;
        END;
        """)
  }
}
