import GRDB

extension StoreMigration {
  /// Who has a message that is for several, as a JSON array of texts, while others do not have it yet.
  ///
  /// That is of the message that is owed: once another is, nobody has it.
  static let recipients = StoreMigration(number: 11, name: "recipients") { database in
    try database.execute(
      sql: """
        ALTER TABLE outbox ADD COLUMN reached TEXT NOT NULL DEFAULT '[]';
        CREATE TRIGGER outbox_owed AFTER UPDATE OF owed ON outbox WHEN new.owed <> old.owed BEGIN
          UPDATE outbox SET reached = '[]' WHERE id = new.id;
        END;
        """)
  }
}
