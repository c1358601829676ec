import GRDB

extension StoreMigration {
  /// What a program of the file says of an event, or that it is still to be asked.
  ///
  /// A row without a verdict waits, also over restarts; `attempts` counts how often the program was begun.
  static let verdicts = StoreMigration(number: 9, name: "verdicts") { database in
    try database.execute(
      sql: """
        CREATE TABLE verdict (
          event TEXT NOT NULL PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
          attempts INTEGER NOT NULL CHECK (attempts >= 0),
          verdict TEXT,
          confidence REAL,
          text TEXT,
          author TEXT,
          at REAL,
          seconds REAL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX verdict_waiting ON verdict (event) WHERE verdict IS NULL;
        """)
  }
}
