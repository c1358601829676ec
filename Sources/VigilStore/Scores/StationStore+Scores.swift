public import Foundation
import GRDB

extension StationStore {
  /// Takes a score, which is written within `StoreOptions.scoreAge` seconds, or with those of all cameras if there are many.
  ///
  /// Scores are kept in the order in which they come: a clock that is set loses and overwrites none. Now and then a call writes those that
  /// wait. Time passes with calls only: whoever may stop calling calls `flushScores`.
  ///
  /// - Parameter shadow: the name of the model in shadow that it is of; nil for the camera's own.
  /// - Throws: `invalid` for a score that is no number. Otherwise what kept scores from being written: they are held all the same, and
  ///   written later; the oldest are lost beyond `StoreOptions.heldScores`, see `lostScores`.
  public func append(_ sample: ScoreSample, camera: String, shadow: String? = nil) throws(StoreError) {
    // Another thread that writes takes these along or leaves them to the next call.
    guard try hold(sample, camera: camera, shadow: shadow), buffer.writing.try() else { return }
    defer { buffer.writing.unlock() }
    try writeWaiting()
  }

  /// Takes a score without waiting for anything; `flushScores` writes it.
  ///
  /// - Parameter shadow: the name of the model in shadow that it is of; nil for the camera's own.
  /// - Returns: whether it is time to write.
  /// - Throws: `invalid` for a score that is no number.
  public func hold(
    _ sample: ScoreSample, camera: String, shadow: String? = nil
  ) throws(StoreError) -> Bool {
    let series = ScoreSeries(camera: camera, shadow: shadow)
    try series.check()
    guard writer != nil else { throw StoreError(.readOnly, "\(folder.path) was opened to read only") }
    let entry = ScoreBuffer.Entry(series: series, sample: try PackedSample(sample))
    return buffer.append(entry, at: date())
  }

  /// Writes the scores that wait, without waiting for the disk: a power cut may still take them.
  public func flushScores() throws(StoreError) {
    guard writer != nil else { return }
    buffer.writing.lock()
    defer { buffer.writing.unlock() }
    try writeWaiting()
  }

  /// How many scores were lost because they could not be written.
  public var lostScores: Int { buffer.lost }

  /// Removes scores before a date, in blocks of ten minutes, and the summaries that timelines of long spans are made of.
  ///
  /// - Parameter summaries: before which date summaries are removed; nil for the same. They take a fiftieth of the scores' room and may be
  ///   kept for years.
  public func removeScores(before date: Date, summariesBefore summaries: Date? = nil) throws(StoreError) {
    let end = PackedSample.milliseconds(date)
    let summaryEnd = PackedSample.milliseconds(summaries ?? date)
    try write { database in
      for camera in try Int64.fetchAll(database, sql: "SELECT id FROM camera") {
        try database.execute(
          sql: "DELETE FROM scoreBlock WHERE camera = ? AND start < ? AND last < ?",
          arguments: [camera, end, end])
        for level in ScoreSummary.levels {
          try database.execute(
            sql: "DELETE FROM scoreSummary WHERE camera = ? AND level = ? AND slot < ?",
            arguments: [camera, level, PackedSample.slot(summaryEnd, of: level * 1000)])
        }
      }
      // Each new model in shadow is a series more.
      try database.execute(
        sql: """
          DELETE FROM camera WHERE model <> ''
          AND NOT EXISTS (SELECT 1 FROM scoreBlock WHERE camera = camera.id)
          AND NOT EXISTS (SELECT 1 FROM scoreSummary WHERE camera = camera.id)
          """)
    }
    try giveRoomBack()
  }

  private func writeWaiting() throws(StoreError) {
    let (entries, end) = buffer.waiting
    guard !entries.isEmpty else { return }
    do {
      try writeWithoutWaiting { database in
        let bySeries = Dictionary(grouping: entries, by: \.series)
        for (series, entries) in bySeries.sorted(by: {
          ($0.key.camera, $0.key.model) < ($1.key.camera, $1.key.model)
        }) {
          try ScoreRows.append(entries.map(\.sample), series, in: database)
        }
        try noteLife(database)
      }
    } catch {
      buffer.fail(at: date())
      throw error
    }
    buffer.forget(before: end)
  }
}
