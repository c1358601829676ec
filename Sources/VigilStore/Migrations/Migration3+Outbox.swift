import GRDB

extension StoreMigration {
  /// Messages that wait to be delivered, and how many were given up.
  ///
  /// A message holds all that it tells, since what it is about may be removed before it is delivered. `owed` is the newest revision that
  /// its channel wants to hear of: `revision` may be a newer one, which replaced it while it waited.
  static let outbox = StoreMigration(number: 3, name: "outbox") { database in
    try database.execute(
      sql: """
        CREATE TABLE outbox (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          channel TEXT NOT NULL,
          subject TEXT NOT NULL,
          phase TEXT NOT NULL,
          revision INTEGER NOT NULL,
          owed INTEGER NOT NULL,
          content TEXT NOT NULL,
          due REAL NOT NULL,
          attempts INTEGER NOT NULL,
          UNIQUE (channel, subject)
        ) STRICT;
        CREATE INDEX outbox_due ON outbox (channel, due, id);
        CREATE INDEX outbox_age ON outbox (channel, id);
        CREATE TABLE outboxLoss (
          channel TEXT NOT NULL PRIMARY KEY,
          messages INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """)
  }
}
