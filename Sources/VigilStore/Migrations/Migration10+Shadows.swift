import GRDB

extension StoreMigration {
  /// Scores of models that run in shadow, beside those of the camera's own model.
  ///
  /// `camera` becomes a table of series of scores: one of each camera, whose `model` is empty, and one of each model that ever ran in its
  /// shadow. Numbers stay, so that blocks and summaries do.
  static let shadows = StoreMigration(number: 10, name: "shadows") { database in
    try database.execute(
      sql: """
        CREATE TABLE series (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          model TEXT NOT NULL DEFAULT '',
          lastBlock INTEGER,
          UNIQUE (name, model)
        ) STRICT;
        INSERT INTO series (id, name, lastBlock) SELECT id, name, lastBlock FROM camera;
        DROP TABLE camera;
        ALTER TABLE series RENAME TO camera;
        """)
  }
}
