public import Foundation
import GRDB

extension StationStore {
  /// Adds a link to the chain of manifests: the place of an event in it. Numbers without one are manifests of something else, such as
  /// of files that were removed; events may be added in another order than they were signed in.
  ///
  /// - Throws: `invalid` if its sequence is taken, or none, and what all writing throws.
  public func add(_ link: ManifestLink) throws(StoreError) {
    try StoredText.check(path: link.path)
    try StoredText.check(link.sha256, "a digest")
    try write { database in
      let isTaken = try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM manifest WHERE sequence = ?)", arguments: [link.sequence]
      )
      guard link.sequence > 0, isTaken == false else {
        throw StoreError(.invalid, "there is a manifest \(link.sequence) already, or there cannot be one")
      }
      try database.execute(
        sql: "INSERT INTO manifest (sequence, event, path, sha256) VALUES (?, ?, ?, ?)",
        arguments: [link.sequence, StoredText.id(link.event), link.path, link.sha256])
    }
  }

  /// The last link of the chain; nil before the first.
  public var lastManifest: ManifestLink? {
    get throws(StoreError) {
      try read { database in
        try Row.fetchOne(database, sql: "SELECT * FROM manifest ORDER BY sequence DESC LIMIT 1")
          .map(Self.link)
      }
    }
  }

  /// The links of an event, in their order.
  public func manifests(of event: UUID) throws(StoreError) -> [ManifestLink] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM manifest WHERE event = ? ORDER BY sequence",
        arguments: [StoredText.id(event)]
      ).map(Self.link)
    }
  }

  /// Links of the chain in their order.
  ///
  /// - Parameter sequence: the first one, from 1.
  public func manifests(from sequence: Int = 1, limit: Int = 1000) throws(StoreError) -> [ManifestLink] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM manifest WHERE sequence >= ? ORDER BY sequence LIMIT ?",
        arguments: [sequence, max(0, limit)]
      ).map(Self.link)
    }
  }

  /// The places in the chain that are known.
  public var manifestSequences: Set<Int> {
    get throws(StoreError) {
      try read { database in try Set(Int.fetchAll(database, sql: "SELECT sequence FROM manifest")) }
    }
  }

  /// Events that are over and have no link, the newest first.
  public func unsignedEvents(limit: Int) throws(StoreError) -> [StoredEvent] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM event
          WHERE state <> 'open' AND NOT EXISTS (SELECT 1 FROM manifest WHERE manifest.event = event.id)
          ORDER BY start DESC, id DESC LIMIT ?
          """, arguments: [max(0, limit)])
      return try EventRow.events(rows, in: database)
    }
  }

  private static func link(_ row: Row) throws -> ManifestLink {
    guard let event = UUID(uuidString: try row.value("event")) else {
      throw StoreError(.damaged, "a manifest in the database cannot be read; restore a backup")
    }
    return ManifestLink(
      sequence: try row.value("sequence"), event: event, path: try row.value("path"),
      sha256: try row.value("sha256"))
  }
}
