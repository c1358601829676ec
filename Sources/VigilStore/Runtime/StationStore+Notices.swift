public import Foundation
import GRDB

extension StationStore {
  /// Stores a notice; one with an end is over already.
  ///
  /// - Returns: its id.
  @discardableResult public func begin(_ notice: CameraNotice) throws(StoreError) -> Int64 {
    if let camera = notice.camera { try StoredText.check(camera, "the name of a camera") }
    try StoredText.check(notice.kind, "the kind of a notice")
    try StoredText.check(notice.message, "a notice", mayBeEmpty: true)
    return try write { database in
      try database.execute(
        sql: """
          INSERT INTO notice (camera, kind, message, start, stop, isInterrupted) VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          notice.camera, notice.kind, notice.message, StoredText.date(notice.start),
          notice.end.map(StoredText.date), notice.isInterrupted,
        ])
      var stored = notice
      stored.id = database.lastInsertedRowID
      try outbox.tell(stored, in: database)
      return stored.id
    }
  }

  /// Ends a notice; where the clock was set back meanwhile, when it began.
  ///
  /// - Returns: false if it has ended or is not there; its end stays as it is then.
  @discardableResult public func end(_ id: Int64, at moment: Date) throws(StoreError) -> Bool {
    try write { database in
      try database.execute(
        sql: "UPDATE notice SET stop = max(start, ?) WHERE id = ? AND stop IS NULL",
        arguments: [StoredText.date(moment), id])
      guard database.changesCount > 0 else { return false }
      if let row = try Row.fetchOne(database, sql: "SELECT * FROM notice WHERE id = ?", arguments: [id]) {
        try outbox.tellEnd(of: try Self.notice(row), in: database)
      }
      return true
    }
  }

  /// Notices, the newest first; at most 10 000 at a time.
  public func notices(_ query: NoticeQuery = NoticeQuery()) throws(StoreError) -> [CameraNotice] {
    var conditions = Conditions()
    try StoredText.check(query: query.camera)
    try StoredText.check(query: query.kind)
    if let camera = query.camera { conditions.add("camera = ?", camera) }
    if let kind = query.kind { conditions.add("kind = ?", kind) }
    if let isOpen = query.isOpen {
      if isOpen { conditions.add("stop IS NULL") } else { conditions.add("stop IS NOT NULL") }
    }
    if let from = query.from { conditions.add("(stop IS NULL OR stop >= ?)", StoredText.date(from)) }
    if let to = query.to { conditions.add("start < ?", StoredText.date(to)) }
    if let before = query.before { conditions.add("id < ?", before) }
    let request = conditions.request(
      "SELECT * FROM notice", "ORDER BY id DESC LIMIT ?", min(10_000, max(0, query.limit)))
    return try read { database in
      try request.fetchAll(database).map(Self.notice)
    }
  }

  static func notice(_ row: Row) throws -> CameraNotice {
    let end: Double? = try row.optional("stop")
    return CameraNotice(
      id: try row.value("id"), camera: try row.optional("camera"),
      kind: try row.value("kind"), message: try row.value("message"),
      start: Date(timeIntervalSinceReferenceDate: try row.value("start")),
      end: end.map { Date(timeIntervalSinceReferenceDate: $0) },
      isInterrupted: try row.value("isInterrupted"))
  }

  /// Removes notices that ended before a date, and the oldest beyond `StoreOptions.noticeCount`; and changes of settings that were
  /// replaced or taken back and made before it.
  public func removeHistory(before moment: Date) throws(StoreError) {
    try write { database in
      try database.execute(
        sql: "DELETE FROM notice WHERE stop < ?", arguments: [StoredText.date(moment)])
      try database.execute(
        sql: """
          DELETE FROM notice WHERE stop IS NOT NULL
          AND id <= (SELECT id FROM notice WHERE stop IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET ?)
          """, arguments: [max(0, options.noticeCount)])
      try database.execute(
        sql: "DELETE FROM change WHERE isCurrent = 0 AND at < ?", arguments: [StoredText.date(moment)])
    }
  }
}
