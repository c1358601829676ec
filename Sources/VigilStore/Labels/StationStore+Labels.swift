public import Foundation
import GRDB

extension StationStore {
  /// Says something of an event, in the place of what the same user said of it before.
  ///
  /// - Parameter by: Who says so.
  /// - Throws: `missing` if there is no such event, `invalid` for a verdict that no event can have, and what all writing throws.
  @discardableResult public func label(
    _ event: UUID, as verdict: ReviewLabel.Verdict, by author: String
  ) throws(StoreError) -> ReviewLabel {
    try StoredText.check(author, "a name")
    return try write {
      try LabelRow.label(event, as: verdict, by: author, at: date(), history: options.historyCount, in: $0)
    }
  }

  /// Says that something happened in a span without an event, at most a day long.
  ///
  /// - Throws: `invalid` for a span that cannot be, and what all writing throws.
  @discardableResult public func miss(
    camera: String, from: Date, to: Date, by author: String
  ) throws(StoreError) -> ReviewLabel {
    let label = try Self.missed(camera: camera, from: from, to: to, by: author, at: date())
    return try write { try LabelRow.miss(label, history: options.historyCount, in: $0) }
  }

  static func missed(
    camera: String, from: Date, to: Date, by author: String, at now: Date
  ) throws(StoreError) -> ReviewLabel {
    try StoredText.check(camera, "the name of a camera")
    try StoredText.check(author, "a name")
    return ReviewLabel(camera: camera, start: from, end: to, verdict: .missed, by: author, at: now)
  }

  /// Takes back what a user says of an event.
  ///
  /// - Returns: false if the user says nothing of it.
  @discardableResult public func undoLabel(of event: UUID, by author: String) throws(StoreError) -> Bool {
    try StoredText.check(author, "a name")
    return try write { try LabelRow.undo(event, by: author, at: date(), in: $0) }
  }

  /// Takes back one label.
  ///
  /// - Returns: false if there is none of this number, or it was taken back before.
  @discardableResult public func undoLabel(_ id: Int64) throws(StoreError) -> Bool {
    try write { database in
      try database.execute(
        sql: "UPDATE label SET undone = ? WHERE id = ? AND undone IS NULL",
        arguments: [StoredText.date(date()), id])
      return database.changesCount > 0
    }
  }

  /// The label of a number, also one that no longer holds.
  public func label(_ id: Int64) throws(StoreError) -> ReviewLabel? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT * FROM label WHERE id = ?", arguments: [id]).map(LabelRow.label)
    }
  }

  /// Labels, the newest first; at most 10 000 at a time.
  public func labels(_ query: LabelQuery = LabelQuery()) throws(StoreError) -> [ReviewLabel] {
    var conditions = Conditions()
    if let cameras = query.cameras {
      for camera in cameras { try StoredText.check(query: camera) }
      conditions.add("camera IN (SELECT value FROM json_each(?))", StoredText.list(cameras))
    }
    if let event = query.event { conditions.add("event = ?", StoredText.id(event)) }
    if let verdict = query.verdict { conditions.add("verdict = ?", verdict.rawValue) }
    try StoredText.check(query: query.by)
    if let author = query.by { conditions.add("author = ?", author) }
    if let from = query.from { conditions.add("stop >= ?", StoredText.date(from)) }
    if let to = query.to { conditions.add("start < ?", StoredText.date(to)) }
    if !query.includesUndone { conditions.add("undone IS NULL") }
    if let before = query.before { conditions.add("id < ?", before) }
    let request = conditions.request(
      "SELECT * FROM label", "ORDER BY id DESC LIMIT ?", min(10_000, max(0, query.limit)))
    return try read { database in try request.fetchAll(database).map(LabelRow.label) }
  }
}
