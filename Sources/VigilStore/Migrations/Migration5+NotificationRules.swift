import GRDB

extension StoreMigration {
  /// What channels were told, and what was held back from them.
  ///
  /// `toldMessage` has what was handed out for the first time: it counts against a limit, and what follows of it is no news.
  /// `heldMessage` has what was not told by a message of its own; `summary` is the message that told of it, NULL until there is one. Its
  /// rows stay for some days, so that what becomes of it makes no message. `acknowledgement` has who has seen an event first; whoever says
  /// what it was, or keeps it, has.
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
        CREATE TABLE acknowledgement (
          event TEXT NOT NULL PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
          author TEXT NOT NULL,
          at REAL NOT NULL,
          means TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER label_acknowledges AFTER INSERT ON label WHEN new.event IS NOT NULL BEGIN
          INSERT INTO acknowledgement SELECT new.event, new.author, new.at, 'label'
          WHERE EXISTS (SELECT 1 FROM event WHERE id = new.event)
          AND NOT EXISTS (SELECT 1 FROM acknowledgement WHERE event = new.event);
        END;
        CREATE TRIGGER keep_acknowledges AFTER UPDATE OF isKept ON event WHEN new.isKept = 1 AND old.isKept = 0 BEGIN
          INSERT INTO acknowledgement SELECT new.id, coalesce(new.keptBy, ''), coalesce(new.keptAt, new.stop), 'kept'
          WHERE NOT EXISTS (SELECT 1 FROM acknowledgement WHERE event = new.id);
        END;
        """)
  }
}
