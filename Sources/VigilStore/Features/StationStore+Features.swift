public import Foundation
import GRDB

extension StationStore {
  /// Keeps features, those of an event in the place of what was kept of it before; beyond a size the oldest go, those of events of which
  /// somebody said something after all others.
  ///
  /// A power cut may undo it as a whole.
  ///
  /// - Parameter most: What the features of all cameras may take, in bytes.
  /// - Throws: `missing` if the event is no longer there, `invalid` for what are no features of a snippet, and what all writing throws.
  public func keep(_ stretch: FeatureStretch, most: Int64 = .max) throws(StoreError) {
    try FeatureRow.check(stretch)
    try writeWithoutWaiting { database in
      if let event = stretch.event {
        let id = StoredText.id(event)
        guard try Bool.fetchOne(database, sql: "SELECT 1 FROM event WHERE id = ?", arguments: [id]) == true
        else { throw StoreError(.missing, "there is no event \(id); it may have been removed") }
      }
      try FeatureRow.insert(stretch, into: database)
      _ = try Self.shrinkFeatures(to: most, in: database)
    }
  }

  /// Removes features that begin before a date, and the oldest beyond a size as `keep` does.
  ///
  /// - Returns: how many stretches were removed.
  @discardableResult public func removeFeatures(
    before date: Date, most: Int64 = .max
  ) throws(StoreError) -> Int {
    try write { database in
      try database.execute(sql: "DELETE FROM feature WHERE start < ?", arguments: [StoredText.date(date)])
      let aged = database.changesCount
      return aged + (try Self.shrinkFeatures(to: most, in: database))
    }
  }

  private static func shrinkFeatures(to most: Int64, in database: Database) throws -> Int {
    guard most < .max else { return 0 }
    var bytes = try Int64.fetchOne(database, sql: "SELECT coalesce(sum(bytes), 0) FROM feature") ?? 0
    guard bytes > most else { return 0 }
    var removed: [Int64] = []
    let oldest = try Row.fetchCursor(
      database,
      sql: """
        SELECT id, bytes FROM feature ORDER BY
          EXISTS (SELECT 1 FROM label WHERE label.event = feature.event AND undone IS NULL), start, id
        """)
    while bytes > most, let row = try oldest.next() {
      bytes -= try row.value("bytes") as Int64
      removed.append(try row.value("id"))
    }
    try database.execute(
      sql: "DELETE FROM feature WHERE id IN (SELECT value FROM json_each(?))",
      arguments: [StoredText.list(removed.map(String.init))])
    return removed.count
  }

  /// What the features of all cameras take.
  public var featureUse: FeatureUse {
    get throws(StoreError) {
      try read { database in
        let row = try Row.fetchOne(
          database, sql: "SELECT count(*) AS stretches, coalesce(sum(bytes), 0) AS bytes FROM feature")
        return FeatureUse(
          stretches: try row?.value("stretches") ?? 0, bytes: try row?.value("bytes") ?? 0)
      }
    }
  }

  /// The features of an event; nil if none are kept.
  public func features(of event: UUID) throws(StoreError) -> FeatureStretch? {
    try read { database in
      try Row.fetchOne(
        database, sql: "SELECT * FROM feature WHERE event = ?", arguments: [StoredText.id(event)]
      ).map(FeatureRow.stretch)
    }
  }

  /// Gives the kept features one stretch after another, in one snapshot of the database.
  ///
  /// - Parameter body: Is given each; what it throws ends the reading. It must not ask the store anything.
  public func features(
    _ query: FeatureQuery = FeatureQuery(), _ body: (FeatureStretch) throws -> Void
  ) throws(StoreError) {
    var conditions = Conditions()
    if let cameras = query.cameras {
      for camera in cameras { try StoredText.check(query: camera) }
      conditions.add("camera IN (SELECT value FROM json_each(?))", StoredText.list(cameras))
    }
    try StoredText.check(query: query.network)
    if let network = query.network { conditions.add("network = ?", network) }
    if let kind = query.kind { conditions.add("kind = ?", kind.rawValue) }
    if let from = query.from { conditions.add("stop >= ?", StoredText.date(from)) }
    if let to = query.to { conditions.add("start < ?", StoredText.date(to)) }
    let request = conditions.request("SELECT * FROM feature", "ORDER BY start, id")
    try read { database in
      let rows = try request.fetchCursor(database)
      while let row = try rows.next() { try body(try FeatureRow.stretch(row)) }
    }
  }
}
