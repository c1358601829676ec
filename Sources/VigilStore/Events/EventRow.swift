import Foundation
import GRDB

/// An event as a row.
enum EventRow {
  /// Writes an event unless its revision or a later one is there.
  static let upsert = """
    INSERT INTO event (id, revision, camera, severity, state, start, stop, peakScore, peakDate, threshold, model,
      part, previousPart, reasons, isKept)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, severity = excluded.severity,
      state = excluded.state, start = excluded.start, stop = excluded.stop, peakScore = excluded.peakScore,
      peakDate = excluded.peakDate, threshold = excluded.threshold, model = excluded.model,
      part = excluded.part, previousPart = excluded.previousPart, reasons = excluded.reasons
    WHERE excluded.revision > revision
    """

  static func arguments(_ event: StoredEvent) -> StatementArguments {
    [
      StoredText.id(event.id), event.revision, event.camera, event.severity.rawValue, event.state.rawValue,
      StoredText.date(event.start), StoredText.date(event.end), Double(event.peakScore),
      StoredText.date(event.peakDate), Double(event.threshold), event.model, event.part,
      event.previousPart.map(StoredText.id), StoredText.list(event.reasons), event.isKept,
    ]
  }

  /// Refuses what would not come back as it is.
  static func check(_ event: StoredEvent) throws(StoreError) {
    try StoredText.check(event.camera, "the name of a camera")
    try StoredText.check(event.model, "the name of a model", mayBeEmpty: true)
    guard event.reasons.count <= 100 else { throw StoreError(.invalid, "an event has over 100 reasons") }
    for reason in event.reasons { try StoredText.check(reason, "a reason", mayBeEmpty: true) }
  }

  /// Events with what programs say of them.
  static func events(_ rows: [Row], in database: Database) throws -> [StoredEvent] {
    let verdicts = try VerdictRow.verdicts(on: rows.map { try $0.value("id") }, in: database)
    return try rows.map { row in
      var event = try event(row)
      event.verdict = verdicts[StoredText.id(event.id)]
      return event
    }
  }

  /// An event without what programs say of it.
  static func event(_ row: Row) throws -> StoredEvent {
    guard let id = UUID(uuidString: try row.value("id")),
      let severity = EventSeverity(rawValue: try row.value("severity")),
      let state = EventState(rawValue: try row.value("state"))
    else { throw StoreError(.damaged, "an event in the database cannot be read; restore a backup") }
    let previous: String? = try row.optional("previousPart")
    return StoredEvent(
      id: id, revision: try row.value("revision"), camera: try row.value("camera"),
      severity: severity, state: state, start: try date(row, "start"), end: try date(row, "stop"),
      peakScore: Float(try row.value("peakScore") as Double),
      peakDate: try date(row, "peakDate"),
      threshold: Float(try row.value("threshold") as Double),
      model: try row.value("model"), part: try row.value("part"),
      previousPart: previous.flatMap { UUID(uuidString: $0) },
      reasons: try StoredText.texts(try row.value("reasons")),
      isKept: try row.value("isKept"))
  }

  private static func date(_ row: Row, _ column: String) throws -> Date {
    Date(timeIntervalSinceReferenceDate: try row.value(column))
  }
}
