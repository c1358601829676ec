import GRDB

extension StoreMigration {
  /// What channels were told, and what was held back from them.
  ///
  /// `toldMessage` has what was handed out for the first time: it counts against a limit, and what follows of it is no news.
  /// `heldMessage` has what was not told by a message of its own; `summary` is the message that told of it, NULL until there is one. Its
  /// rows stay for some days, so that what becomes of it makes no message.
  static let notificationRules = StoreMigration(number: 5, name: "notification rules") { database in
    try database.execute(
      sql: """
        CREATE TABLE toldMessage (
          channel TEXT NOT NULL,
          subject TEXT NOT NULL,
          at REAL NOT NULL,
          PRIMARY KEY (channel, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX toldMessage_at ON toldMessage (channel, at);
        CREATE TABLE heldMessage (
          channel TEXT NOT NULL,
          subject TEXT NOT NULL,
          kind TEXT NOT NULL,
          camera TEXT,
          start REAL NOT NULL,
          at REAL NOT NULL,
          reason TEXT NOT NULL,
          isOpen INTEGER NOT NULL,
          summary TEXT,
          PRIMARY KEY (channel, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX heldMessage_waiting ON heldMessage (channel, at) WHERE summary IS NULL;
        """)
  }
}
