public import Foundation
import GRDB

/// What events are compared by.
extension StationStore {
  /// What the events of cameras are compared by, the newest first.
  ///
  /// - Parameters:
  ///   - cameras: Only of these; nil for all.
  ///   - network: Of this network alone: those of others cannot be compared.
  ///   - from: Only of events whose features begin at this date or later.
  ///   - verdict: Only of events of which somebody says this; nil for all.
  ///   - limit: How many at most.
  ///   - body: Is given each; what it throws ends the reading. It must not ask the store anything.
  public func featurePeaks(
    cameras: [String]?, network: String, from: Date = .distantPast, said verdict: ReviewLabel.Verdict? = nil,
    limit: Int,
    _ body: (FeaturePeak) throws -> Void
  ) throws(StoreError) {
    var conditions = Conditions()
    try StoredText.check(query: network)
    conditions.add("kind = 'event' AND network = ?", network)
    if let cameras {
      for camera in cameras { try StoredText.check(query: camera) }
      conditions.add("camera IN (SELECT value FROM json_each(?))", StoredText.list(cameras))
    }
    conditions.add("start >= ?", StoredText.date(from))
    if let verdict {
      conditions.add(
        "event IN (SELECT event FROM label WHERE undone IS NULL AND event IS NOT NULL AND verdict = ?)",
        verdict.rawValue)
    }
    let request = conditions.request(
      """
      SELECT event, camera, start, vector, (SELECT group_concat(DISTINCT verdict) FROM label
        WHERE label.event = feature.event AND undone IS NULL) AS verdicts FROM feature
      """, "ORDER BY start DESC, id DESC LIMIT ?", max(0, limit))
    try read { database in
      let rows = try request.fetchCursor(database)
      while let row = try rows.next() {
        guard let event = UUID(uuidString: try row.value("event")) else { continue }
        let said: String? = try row.optional("verdicts")
        try body(
          FeaturePeak(
            event: event, camera: try row.value("camera"),
            start: Date(timeIntervalSinceReferenceDate: try row.value("start")),
            values: try FeatureRow.values(try row.value("vector")),
            verdicts: Set(
              (said ?? "").split(separator: ",").compactMap { ReviewLabel.Verdict(rawValue: String($0)) })))
      }
    }
  }

  /// The cameras of which features of events are kept.
  public func featureCameras() throws(StoreError) -> [String] {
    try read { database in
      try String.fetchAll(
        database, sql: "SELECT DISTINCT camera FROM feature WHERE kind = 'event' ORDER BY camera")
    }
  }

  /// The mean of what a camera shows when nothing happens, over the newest hundred quiet stretches; nil without any.
  ///
  /// - Parameters:
  ///   - network: Of this network alone.
  ///   - from: Only of stretches that begin at this date or later.
  public func usualFeatures(
    camera: String, network: String, from: Date = .distantPast
  ) throws(StoreError) -> [Float]? {
    try StoredText.check(query: camera)
    try StoredText.check(query: network)
    return try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT vector FROM feature WHERE camera = ? AND network = ? AND kind = 'quiet' AND start >= ?
          ORDER BY start DESC LIMIT 100
          """, arguments: [camera, network, StoredText.date(from)])
      var sum: [Float] = []
      var count = 0
      while let row = try rows.next() {
        let values = try FeatureRow.values(try row.value("vector"))
        if sum.isEmpty { sum = [Float](repeating: 0, count: values.count) }
        // One network has one size, but a file may be damaged.
        guard values.count == sum.count else { continue }
        for index in sum.indices { sum[index] += Float(values[index]) }
        count += 1
      }
      return count == 0 ? nil : sum.map { $0 / Float(count) }
    }
  }

  /// Another value after each change of labels, or of features that are kept: whether what is read here may be something else.
  public var featureMark: [Double] {
    get throws(StoreError) {
      try read { database in
        let row = try Row.fetchOne(
          database,
          sql: """
            SELECT (SELECT total(id) FROM label) AS labels, (SELECT total(undone) FROM label) AS undone,
              (SELECT total(id) FROM feature) AS features
            """)
        return [
          try row?.value("labels") ?? 0, try row?.value("undone") ?? 0, try row?.value("features") ?? 0,
        ]
      }
    }
  }
}
