import GRDB

extension StoreMigration {
  /// Events, files, scores, changes, notices, manifests.
  ///
  /// Dates are seconds since 2001 as Foundation counts them, so that they come back as they were; those of scores are milliseconds.
  static let firstTables = StoreMigration(number: 1, name: "first tables") { database in
    try database.execute(
      sql: """
        CREATE TABLE event (
          id TEXT NOT NULL PRIMARY KEY,
          revision INTEGER NOT NULL,
          camera TEXT NOT NULL,
          severity TEXT NOT NULL,
          state TEXT NOT NULL,
          start REAL NOT NULL,
          stop REAL NOT NULL,
          peakScore REAL NOT NULL,
          peakDate REAL NOT NULL,
          threshold REAL NOT NULL,
          model TEXT NOT NULL,
          part INTEGER NOT NULL,
          previousPart TEXT,
          reasons TEXT NOT NULL,
          isKept INTEGER NOT NULL,
          keptBy TEXT,
          keptAt REAL
        ) STRICT;
        CREATE INDEX event_start ON event (start, id);
        CREATE INDEX event_camera ON event (camera, start, id);
        CREATE INDEX event_open ON event (id) WHERE state = 'open';
        CREATE INDEX event_kept ON event (id) WHERE isKept = 1;

        CREATE TABLE file (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          camera TEXT NOT NULL,
          kind TEXT NOT NULL,
          event TEXT,
          path TEXT NOT NULL UNIQUE,
          bytes INTEGER NOT NULL CHECK (bytes >= 0),
          sha256 TEXT,
          start REAL NOT NULL,
          stop REAL NOT NULL,
          isFinished INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX file_start ON file (start, id);
        CREATE INDEX file_camera ON file (camera, start, id);
        CREATE INDEX file_event ON file (event) WHERE event IS NOT NULL;
        CREATE INDEX file_unfinished ON file (id) WHERE isFinished = 0;
        CREATE TABLE garbage (path TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;

        CREATE TABLE fileTotal (
          camera TEXT NOT NULL,
          kind TEXT NOT NULL,
          files INTEGER NOT NULL,
          bytes INTEGER NOT NULL,
          longest REAL NOT NULL,
          PRIMARY KEY (camera, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER file_insert AFTER INSERT ON file BEGIN
          INSERT INTO fileTotal VALUES (new.camera, new.kind, 1, new.bytes, max(0, new.stop - new.start))
          ON CONFLICT DO UPDATE SET files = files + 1, bytes = bytes + excluded.bytes,
            longest = max(longest, excluded.longest);
        END;
        CREATE TRIGGER file_delete AFTER DELETE ON file BEGIN
          UPDATE fileTotal SET files = files - 1, bytes = bytes - old.bytes
          WHERE camera = old.camera AND kind = old.kind;
        END;
        CREATE TRIGGER file_update AFTER UPDATE ON file BEGIN
          UPDATE fileTotal SET files = files - 1, bytes = bytes - old.bytes
          WHERE camera = old.camera AND kind = old.kind;
          INSERT INTO fileTotal VALUES (new.camera, new.kind, 1, new.bytes, max(0, new.stop - new.start))
          ON CONFLICT DO UPDATE SET files = files + 1, bytes = bytes + excluded.bytes,
            longest = max(longest, excluded.longest);
        END;

        CREATE TABLE camera (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE,
          lastBlock INTEGER
        ) STRICT;
        CREATE TABLE scoreBlock (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          camera INTEGER NOT NULL REFERENCES camera (id),
          start INTEGER NOT NULL,
          last INTEGER NOT NULL,
          count INTEGER NOT NULL,
          data BLOB NOT NULL
        ) STRICT;
        CREATE INDEX scoreBlock_camera ON scoreBlock (camera, start);
        CREATE TABLE scoreSummary (
          camera INTEGER NOT NULL REFERENCES camera (id),
          level INTEGER NOT NULL,
          slot INTEGER NOT NULL,
          low REAL NOT NULL,
          high REAL NOT NULL,
          total REAL NOT NULL,
          count INTEGER NOT NULL,
          PRIMARY KEY (camera, level, slot)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE change (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          camera TEXT NOT NULL,
          key TEXT NOT NULL,
          value TEXT,
          author TEXT NOT NULL,
          at REAL NOT NULL,
          until REAL,
          isCurrent INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX change_current ON change (camera, key) WHERE isCurrent = 1;

        CREATE TABLE notice (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          camera TEXT,
          kind TEXT NOT NULL,
          message TEXT NOT NULL,
          start REAL NOT NULL,
          stop REAL,
          isInterrupted INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX notice_camera ON notice (camera, id);
        CREATE INDEX notice_open ON notice (id) WHERE stop IS NULL;

        CREATE TABLE manifest (
          sequence INTEGER PRIMARY KEY,
          event TEXT NOT NULL,
          path TEXT NOT NULL,
          sha256 TEXT NOT NULL
        ) STRICT;
        CREATE INDEX manifest_event ON manifest (event);

        CREATE TABLE life (id INTEGER PRIMARY KEY CHECK (id = 1), lastSign REAL NOT NULL) STRICT;
        """)
  }
}
