public import Foundation
import GRDB

extension StationStore {
  /// The scores of a camera that begin in a span, in the order in which they came, also those that wait to be written.
  ///
  /// For short spans: a day is 135 000 scores at 25 frames a second.
  ///
  /// - Parameter shadow: the name of a model in the camera's shadow, whose scores are wanted; nil for the camera's own.
  public func samples(
    camera: String, shadow: String? = nil, from: Date, to: Date
  ) throws(StoreError) -> [ScoreSample] {
    var all: [ScoreSample] = []
    do {
      try samples(camera: camera, shadow: shadow, from: from, to: to) { all += $0 }
    } catch {
      throw StoreError(error, at: place)
    }
    return all
  }

  /// Gives the scores of a camera that begin in a span, in the order in which they came: one call for ten minutes, so that months
  /// need no memory. All are of one moment; the database's log grows while this goes on.
  ///
  /// - Parameter shadow: the name of a model in the camera's shadow, whose scores are wanted; nil for the camera's own.
  /// - Throws: `StoreError`, and what `body` throws, as it is.
  public func samples(
    camera: String, shadow: String? = nil, from: Date, to: Date, each body: ([ScoreSample]) throws -> Void
  ) throws {
    guard from < to else { return }
    let span = PackedSample.milliseconds(from)..<PackedSample.milliseconds(to)
    let series = ScoreSeries(camera: camera, shadow: shadow)
    var reason: (any Error)?
    try withScores(series, span) { database, waiting in
      func give(_ samples: [PackedSample]) throws {
        do { try body(samples.map(\.sample)) } catch {
          reason = error
          throw error
        }
      }
      do {
        try ScoreRows.read(series, span, in: database, each: give)
        if !waiting.isEmpty { try give(waiting) }
      } catch {
        if reason == nil { throw error }
      }
    }
    if let reason { throw reason }
  }

  /// What the scores of a camera were over a span, in at most so many pieces of equal length; pieces without scores are left out.
  ///
  /// Few scores are given one by one. Where a piece is two minutes or longer it is joined of summaries of 2 minutes, 30 minutes or 6
  /// hours, and the first and last may reach beyond the span by one of these.
  ///
  /// - Parameter shadow: the name of a model in the camera's shadow, whose scores are wanted; nil for the camera's own.
  public func scores(
    camera: String, shadow: String? = nil, from: Date, to: Date, atMost limit: Int
  ) throws(StoreError) -> [ScoreSpan] {
    guard from < to, limit > 0 else { return [] }
    let span = PackedSample.milliseconds(from)..<PackedSample.milliseconds(to)
    // What is shorter than a millisecond has no scores.
    guard !span.isEmpty else { return [] }
    let series = ScoreSeries(camera: camera, shadow: shadow)
    let length = Int64(span.count) / Int64(limit)
    guard let level = ScoreSummary.levels.last(where: { $0 * 1000 <= length }) else {
      let spans = try spansOfSamples(series, span, atMost: limit)
      guard spans.isEmpty, let finest = ScoreSummary.levels.first else { return spans }
      // Scores leave before their summaries.
      return try spansOfSummaries(series, span, level: finest, atMost: limit)
    }
    return try spansOfSummaries(series, span, level: level, atMost: limit)
  }

  private func spansOfSamples(
    _ series: ScoreSeries, _ span: Range<Int64>, atMost limit: Int
  ) throws(StoreError) -> [ScoreSpan] {
    let length = (Int64(span.count) + Int64(limit) - 1) / Int64(limit)
    var single: [PackedSample]? = []
    var pieces = ScoreSummaries()
    try withScores(series, span) { database, waiting in
      func take(_ samples: [PackedSample]) {
        single?.append(contentsOf: samples)
        if let count = single?.count, count > limit { single = nil }
        for sample in samples {
          pieces.join(ScoreSummary(sample), slot: (sample.start - span.lowerBound) / length)
        }
      }
      try ScoreRows.read(series, span, in: database, each: take)
      take(waiting)
    }
    if let single {
      return single.sorted { $0.start < $1.start }.map {
        ScoreSummary($0).span(start: $0.start, duration: $0.duration)
      }
    }
    return pieces.bySlot.sorted { $0.key < $1.key }.map { slot, summary in
      summary.span(start: span.lowerBound + slot * length, duration: length)
    }
  }

  private func spansOfSummaries(
    _ series: ScoreSeries, _ span: Range<Int64>, level: Int64, atMost limit: Int
  ) throws(StoreError) -> [ScoreSpan] {
    let length = level * 1000
    let slots =
      PackedSample.slot(span.lowerBound, of: length)...PackedSample.slot(span.upperBound - 1, of: length)
    // Pieces begin at multiples of their own length, so that a timeline that is moved shows the same ones.
    var factor = Int64(slots.count + limit - 1) / Int64(limit)
    while PackedSample.slot(slots.upperBound, of: factor) - PackedSample.slot(slots.lowerBound, of: factor)
      >= Int64(limit), limit > 1
    { factor += 1 }
    let whole = slots.lowerBound * length..<(slots.upperBound + 1) * length
    var pieces = ScoreSummaries()
    try withScores(series, whole) { database, waiting in
      var summaries = try ScoreRows.summaries(series, level: level, slots: slots, in: database)
      for sample in waiting {
        summaries.join(ScoreSummary(sample), slot: PackedSample.slot(sample.start, of: length))
      }
      for (slot, summary) in summaries.bySlot {
        pieces.join(summary, slot: limit > 1 ? PackedSample.slot(slot, of: factor) : 0)
      }
    }
    return pieces.bySlot.sorted { $0.key < $1.key }.map { piece, summary in
      limit > 1
        ? summary.span(start: piece * factor * length, duration: factor * length)
        : summary.span(start: whole.lowerBound, duration: Int64(whole.count))
    }
  }

  /// Reads from a snapshot of the database, with the scores that were not in it.
  private func withScores(
    _ series: ScoreSeries, _ span: Range<Int64>, _ body: (Database, [PackedSample]) throws -> Void
  ) throws(StoreError) {
    try series.checkQuery()
    buffer.writing.lock()
    var isLocked = true
    func unlock() {
      if isLocked { buffer.writing.unlock() }
      isLocked = false
    }
    defer { unlock() }
    try read { database in
      // The first statement takes the snapshot.
      _ = try Int64.fetchOne(database, sql: "SELECT 1 FROM camera LIMIT 1")
      let waiting = buffer.samples(series, span)
      unlock()
      try body(database, waiting)
    }
  }
}
