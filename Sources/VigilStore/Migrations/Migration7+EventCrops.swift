import GRDB

extension StoreMigration {
  /// The crops of the snippet with an event's highest score: where they lie, in fractions of the picture, and their own scores.
  ///
  /// `copyOf` is the number of the crop whose features one has a copy of, NULL for its own.
  static let eventCrops = StoreMigration(number: 7, name: "event crops") { database in
    try database.execute(
      sql: """
        CREATE TABLE eventCrop (
          event TEXT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
          number INTEGER NOT NULL CHECK (number >= 0),
          x REAL NOT NULL,
          y REAL NOT NULL,
          width REAL NOT NULL CHECK (width > 0),
          height REAL NOT NULL CHECK (height > 0),
          isMirrored INTEGER NOT NULL,
          score REAL NOT NULL,
          copyOf INTEGER,
          PRIMARY KEY (event, number)
        ) STRICT, WITHOUT ROWID;
        """)
  }
}
