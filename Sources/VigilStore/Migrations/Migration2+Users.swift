import GRDB

extension StoreMigration {
  /// Users of the station and the sessions in which they are signed in.
  ///
  /// A session goes with its user. Nothing here opens anything: of a password a slow hash is kept, of a session's token a digest.
  static let users = StoreMigration(number: 2, name: "users") { database in
    try database.execute(
      sql: """
        CREATE TABLE user (
          name TEXT NOT NULL PRIMARY KEY,
          role TEXT NOT NULL,
          cameras TEXT,
          passwordHash TEXT NOT NULL,
          created REAL NOT NULL,
          passwordChanged REAL NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE session (
          digest TEXT NOT NULL PRIMARY KEY,
          user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
          created REAL NOT NULL,
          expires REAL NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX session_user ON session (user, created);
        """)
  }
}
