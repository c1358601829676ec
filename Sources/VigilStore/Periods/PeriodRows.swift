import Foundation
import GRDB

/// What rows of a time say of each camera.
struct PeriodRows {
  let query: PeriodQuery

  private var span: StatementArguments { [StoredText.date(query.from), StoredText.date(query.to)] }

  /// The cameras of the query with their numbers: those that are known first, then others by name.
  func cameras(_ database: Database) throws -> [PeriodSummary.Camera] {
    var found: [String: PeriodSummary.Camera] = [:]
    func change(_ name: String, _ body: (inout PeriodSummary.Camera) -> Void) {
      guard query.cameras?.contains(name) ?? true else { return }
      body(&found[name, default: PeriodSummary.Camera(name: name)])
    }
    for name in query.known { change(name) { _ in } }
    for row in try watchRows(database) {
      let counts = try Self.counts(row)
      change(try row.value("camera")) { $0.figures.watch = counts }
    }
    for row in try eventRows(database) {
      let figures = try Self.figures(row)
      change(try row.value("camera")) { camera in
        camera.figures = figures.with(camera.figures.watch)
      }
    }
    for (name, peak) in try peaks(database) { change(name) { $0.peak = peak } }
    for row in try missedRows(database) {
      let missed: Int = try row.value("number")
      change(try row.value("camera")) { $0.figures.missed = missed }
    }
    for (name, spans) in try blindSpans(database) {
      change(name) { $0.figures.note(spans) }
    }
    for row in try openNotices(database) {
      let kind: String = try row.value("kind")
      if let name: String = try row.optional("camera") { change(name) { $0.faults.append(kind) } }
    }
    let known = query.known.compactMap { found.removeValue(forKey: $0) }
    return known + found.values.sorted { $0.name < $1.name }
  }

  /// What is wrong with the station as a whole.
  func stationFaults(_ database: Database) throws -> [String] {
    try openNotices(database).compactMap { row in
      let camera: String? = try row.optional("camera")
      return camera == nil ? try row.value("kind") : nil
    }
  }

  /// Seconds in which the station as a whole had a notice of a kind.
  func seconds(of kind: String, _ database: Database) throws -> Double {
    let spans = try Row.fetchAll(
      database,
      sql: """
        SELECT start, stop FROM notice
        WHERE camera IS NULL AND kind = ? AND start < ? AND (stop IS NULL OR stop > ?)
        """, arguments: [kind, StoredText.date(query.to), StoredText.date(query.from)]
    ).map(clipped)
    return Self.length(spans)
  }

  // MARK: Rows

  private func watchRows(_ database: Database) throws -> [Row] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT camera, total(seconds) AS seconds, sum(scored) AS scored, sum(still) AS still, sum(reduced) AS reduced,
          sum(dropped) AS dropped, sum(skipped) AS skipped, sum(lateFrames) AS lateFrames
        FROM cameraHour WHERE hour >= ? AND hour < ? GROUP BY camera
        """, arguments: [CameraHour.hour(of: query.from), Self.endHour(query.to)])
  }

  /// Of an event that several have labelled, one word counts: real before false before unsure.
  private func eventRows(_ database: Database) throws -> [Row] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT camera, count(*) FILTER (WHERE severity = 'alarm') AS alarms,
          count(*) FILTER (WHERE severity = 'review') AS reviews, count(*) FILTER (WHERE said = 1) AS real,
          count(*) FILTER (WHERE said = 2) AS falseAlarms, count(*) FILTER (WHERE said = 3) AS unsure,
          count(*) FILTER (WHERE said IS NULL) AS unlabelled,
          count(*) FILTER (WHERE severity = 'alarm' AND NOT isSeen) AS unacknowledged
        FROM (
          SELECT camera, severity,
            (SELECT min(CASE verdict WHEN 'real' THEN 1 WHEN 'false' THEN 2 ELSE 3 END) FROM label
              WHERE label.event = event.id AND undone IS NULL) AS said,
            EXISTS (SELECT 1 FROM acknowledgement WHERE acknowledgement.event = event.id) AS isSeen
          FROM event WHERE start >= ? AND start < ?
        ) GROUP BY camera
        """, arguments: span)
  }

  private func peaks(_ database: Database) throws -> [String: PeriodSummary.Peak] {
    var peaks: [String: PeriodSummary.Peak] = [:]
    // SQLite takes the other columns from the row with the greatest.
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT camera, id, start, severity, max(peakScore) AS peakScore FROM event
        WHERE start >= ? AND start < ? GROUP BY camera
        """, arguments: span)
    for row in rows {
      let (id, score): (String, Double) = (try row.value("id"), try row.value("peakScore"))
      guard let event = UUID(uuidString: id),
        let severity = EventSeverity(rawValue: try row.value("severity"))
      else { throw StoreError(.damaged, "an event in the database cannot be read; restore a backup") }
      peaks[try row.value("camera")] = PeriodSummary.Peak(
        event: event, start: Date(timeIntervalSinceReferenceDate: try row.value("start")),
        score: Float(score), severity: severity)
    }
    return peaks
  }

  private func missedRows(_ database: Database) throws -> [Row] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT camera, count(*) AS number FROM label
        WHERE verdict = 'missed' AND undone IS NULL AND start >= ? AND start < ? GROUP BY camera
        """, arguments: span)
  }

  /// Spans in which cameras saw nothing, by camera.
  private func blindSpans(_ database: Database) throws -> [String: [(
    kind: String, span: ClosedRange<Double>
  )]] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT camera, kind, start, stop FROM notice
        WHERE camera IS NOT NULL AND kind IN (SELECT value FROM json_each(?))
        AND start < ? AND (stop IS NULL OR stop > ?)
        """,
      arguments: [
        StoredText.list(query.blindKinds), StoredText.date(query.to), StoredText.date(query.from),
      ])
    var spans: [String: [(kind: String, span: ClosedRange<Double>)]] = [:]
    for row in rows {
      let (camera, kind): (String, String) = (try row.value("camera"), try row.value("kind"))
      spans[camera, default: []].append((kind, try clipped(row)))
    }
    return spans
  }

  /// What is wrong at the end, each camera and kind once.
  private func openNotices(_ database: Database) throws -> [Row] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT DISTINCT camera, kind FROM notice WHERE start < ? AND (stop IS NULL OR stop >= ?)
        ORDER BY camera, kind
        """, arguments: [StoredText.date(query.to), StoredText.date(query.to)])
  }

  // MARK: Values

  /// The hour after the last that overlaps a time before a date.
  static func endHour(_ date: Date) -> Int { Int((date.timeIntervalSince1970 / 3600).rounded(.up)) }

  static func countedSince(_ database: Database) throws -> Date? {
    try Int.fetchOne(database, sql: "SELECT min(hour) FROM cameraHour").map {
      Date(timeIntervalSince1970: Double($0) * 3600)
    }
  }

  static func counts(_ row: Row) throws -> WatchCounts {
    WatchCounts(
      seconds: try row.value("seconds"), scored: try row.value("scored"), still: try row.value("still"),
      reduced: try row.value("reduced"), dropped: try row.value("dropped"), skipped: try row.value("skipped"),
      lateFrames: try row.value("lateFrames"))
  }

  private static func figures(_ row: Row) throws -> PeriodSummary.Figures {
    var figures = PeriodSummary.Figures()
    figures.alarms = try row.value("alarms")
    figures.reviews = try row.value("reviews")
    figures.real = try row.value("real")
    figures.falseAlarms = try row.value("falseAlarms")
    figures.unsure = try row.value("unsure")
    figures.unlabelled = try row.value("unlabelled")
    figures.unacknowledged = try row.value("unacknowledged")
    return figures
  }

  /// The part of a notice's span that is in the time asked for, in seconds.
  private func clipped(_ row: Row) throws -> ClosedRange<Double> {
    let (from, to) = (StoredText.date(query.from), StoredText.date(query.to))
    let (start, stop): (Double, Double?) = (try row.value("start"), try row.optional("stop"))
    let low = min(max(start, from), to)
    return low...max(low, min(stop ?? to, to))
  }

  /// The length of spans together; where they overlap they count once.
  static func length(_ spans: [ClosedRange<Double>]) -> Double {
    var (length, end) = (0.0, -Double.infinity)
    for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      length += max(0, span.upperBound - max(end, span.lowerBound))
      end = max(end, span.upperBound)
    }
    return length
  }
}

extension PeriodSummary.Figures {
  fileprivate func with(_ watch: WatchCounts) -> Self {
    var figures = self
    figures.watch = watch
    return figures
  }

  /// Notes spans in which nothing was seen.
  fileprivate mutating func note(_ spans: [(kind: String, span: ClosedRange<Double>)]) {
    blindSeconds = PeriodRows.length(spans.map(\.span))
    blindness = Dictionary(grouping: spans, by: \.kind).map { kind, spans in
      PeriodSummary.Blindness(kind: kind, seconds: PeriodRows.length(spans.map(\.span)))
    }.filter { $0.seconds > 0 }.sorted { ($1.seconds, $0.kind) < ($0.seconds, $1.kind) }
  }
}

extension Sequence<PeriodSummary.Figures> {
  /// All of them together.
  var total: PeriodSummary.Figures {
    var (total, kinds) = (PeriodSummary.Figures(), [String: Double]())
    for one in self {
      total.watch += one.watch
      total.blindSeconds += one.blindSeconds
      for blindness in one.blindness { kinds[blindness.kind, default: 0] += blindness.seconds }
      total.alarms += one.alarms
      total.reviews += one.reviews
      total.real += one.real
      total.falseAlarms += one.falseAlarms
      total.unsure += one.unsure
      total.unlabelled += one.unlabelled
      total.missed += one.missed
      total.unacknowledged += one.unacknowledged
    }
    total.blindness = kinds.map { PeriodSummary.Blindness(kind: $0, seconds: $1) }
      .sorted { ($1.seconds, $0.kind) < ($0.seconds, $1.kind) }
    return total
  }
}
