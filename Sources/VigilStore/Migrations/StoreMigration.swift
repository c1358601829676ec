import GRDB

/// One step from a schema of the database to the next.
///
/// A released one is never changed: what has to change is a new one, in a file of its own, listed below. `number` is one more than that of
/// the step before, and the schema afterwards.
struct StoreMigration: Sendable {
  /// From 1.
  var number: Int
  /// What it brings, for people.
  var name: String
  /// Makes the change, in a transaction that also notes that it was made.
  var change: @Sendable (Database) throws -> Void

  /// All steps in their order.
  static let all: [StoreMigration] = [
    .firstTables, .users, .outbox, .labels, .notificationRules, .features, .eventCrops, .periods, .verdicts,
    .shadows, .recipients, .removals,
  ]

  /// What GRDB calls it.
  var identifier: String { String(number) }

  /// All steps, as GRDB takes them.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for step in all {
      migrator.registerMigration(step.identifier) { database in try step.change(database) }
    }
    return migrator
  }

  /// The schema that a database has; nil before the first step.
  static func schema(of database: Database) throws -> Int? {
    try migrator.appliedIdentifiers(database).compactMap(Int.init).max()
  }
}
