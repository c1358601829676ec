import GRDB

extension StoreMigration {
  /// What was done with the pictures of cameras, by the hour, and which summaries channels were told.
  ///
  /// `hour` counts hours since 1970, UTC. `due` is the date of the last summary that a channel was told or that was left out, so that none is
  /// told twice; `lost` is how many of its messages had been given up by then.
  static let periods = StoreMigration(number: 8, name: "periods") { database in
    try database.execute(
      sql: """
        CREATE TABLE cameraHour (
          camera TEXT NOT NULL,
          hour INTEGER NOT NULL,
          seconds REAL NOT NULL,
          scored INTEGER NOT NULL,
          still INTEGER NOT NULL,
          reduced INTEGER NOT NULL,
          dropped INTEGER NOT NULL,
          skipped INTEGER NOT NULL,
          lateFrames INTEGER NOT NULL,
          PRIMARY KEY (camera, hour)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX cameraHour_hour ON cameraHour (hour);
        CREATE TABLE periodSummary (
          channel TEXT NOT NULL PRIMARY KEY,
          rule TEXT NOT NULL,
          due REAL NOT NULL,
          told INTEGER NOT NULL,
          skipped INTEGER NOT NULL,
          lost INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """)
  }
}
