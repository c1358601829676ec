import Foundation
import GRDB

/// Scores as rows.
enum ScoreRows {
  /// The number of a series; nil if it has no scores.
  static func number(_ series: ScoreSeries, in database: Database) throws -> Int64? {
    try Int64.fetchOne(
      database, sql: "SELECT id FROM camera WHERE name = ? AND model = ?",
      arguments: [series.camera, series.model])
  }

  /// Adds scores of a series after those that are there, and to its summaries.
  static func append(_ samples: [PackedSample], _ series: ScoreSeries, in database: Database) throws {
    let camera: Int64
    if let known = try number(series, in: database) {
      camera = known
    } else {
      try database.execute(
        sql: "INSERT INTO camera (name, model) VALUES (?, ?)", arguments: [series.camera, series.model])
      camera = database.lastInsertedRowID
    }
    var (id, block) = try lastBlock(camera, in: database)
    for sample in samples where block?.append(sample) != true {
      if let block { id = try write(block, id: id, camera: camera, in: database) }
      (id, block) = (nil, ScoreBlock(sample))
    }
    if let block {
      id = try write(block, id: id, camera: camera, in: database)
      try database.execute(
        sql: "UPDATE camera SET lastBlock = ? WHERE id = ? AND lastBlock IS NOT ?",
        arguments: [id, camera, id])
    }
    try summarize(samples, camera: camera, in: database)
  }

  private static func lastBlock(
    _ camera: Int64, in database: Database
  ) throws -> (id: Int64?, block: ScoreBlock?) {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT id, start, data FROM scoreBlock WHERE id = (SELECT lastBlock FROM camera WHERE id = ?)
        """, arguments: [camera])
    guard let row else { return (nil, nil) }
    return (try row.value("id"), try ScoreBlock(start: row.value("start"), data: row.value("data")))
  }

  private static func write(
    _ block: ScoreBlock, id: Int64?, camera: Int64, in database: Database
  ) throws -> Int64 {
    if let id {
      try database.execute(
        sql: "UPDATE scoreBlock SET last = ?, count = ?, data = ? WHERE id = ?",
        arguments: [block.last.start, block.count, Data(block.bytes), id])
      return id
    }
    try database.execute(
      sql: "INSERT INTO scoreBlock (camera, start, last, count, data) VALUES (?, ?, ?, ?, ?)",
      arguments: [camera, block.start, block.last.start, block.count, Data(block.bytes)])
    return database.lastInsertedRowID
  }

  private static func summarize(
    _ samples: [PackedSample], camera: Int64, in database: Database
  ) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO scoreSummary VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET low = min(low, excluded.low), high = max(high, excluded.high),
          total = total + excluded.total, count = count + excluded.count
        """)
    for level in ScoreSummary.levels {
      var summaries = ScoreSummaries()
      for sample in samples {
        summaries.join(ScoreSummary(sample), slot: PackedSample.slot(sample.start, of: level * 1000))
      }
      for (slot, summary) in summaries.bySlot {
        try statement.execute(arguments: [
          camera, level, slot, Double(summary.low), Double(summary.high), summary.total, summary.count,
        ])
      }
    }
  }

  /// Gives the stored scores of a series that begin in a span, block by block, in the order in which they came.
  static func read(
    _ series: ScoreSeries, _ span: Range<Int64>, in database: Database,
    each body: ([PackedSample]) throws -> Void
  ) throws {
    guard let camera = try number(series, in: database) else { return }
    // A block begins at most ten minutes before its last sample.
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT start, data FROM scoreBlock WHERE id IN
          (SELECT id FROM scoreBlock WHERE camera = ? AND start > ? AND start < ? AND last >= ?) ORDER BY id
        """,
      arguments: [camera, span.lowerBound - ScoreBlock.length, span.upperBound, span.lowerBound])
    while let row = try rows.next() {
      let samples = try ScoreBlock.samples(row.value("data"), start: row.value("start")).filter {
        span.contains($0.start)
      }
      if !samples.isEmpty { try body(samples) }
    }
  }

  /// The summaries of a series whose numbers are in a range.
  static func summaries(
    _ series: ScoreSeries, level: Int64, slots: ClosedRange<Int64>, in database: Database
  ) throws -> ScoreSummaries {
    var summaries = ScoreSummaries()
    guard let camera = try number(series, in: database) else { return summaries }
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT slot, low, high, total, count FROM scoreSummary
        WHERE camera = ? AND level = ? AND slot BETWEEN ? AND ?
        """, arguments: [camera, level, slots.lowerBound, slots.upperBound])
    while let row = try rows.next() {
      let summary = ScoreSummary(
        low: Float(try row.value("low") as Double), high: Float(try row.value("high") as Double),
        total: try row.value("total"), count: try row.value("count"))
      summaries.join(summary, slot: try row.value("slot"))
    }
    return summaries
  }
}
