public import Foundation
import GRDB

extension StationStore {
  /// Adds to what was done with the pictures of cameras; a power cut may take the newest.
  public func add(_ hours: [CameraHour]) throws(StoreError) {
    for hour in hours { try StoredText.check(hour.camera, "the name of a camera") }
    guard !hours.isEmpty else { return }
    try writeWithoutWaiting { database in
      for hour in hours {
        let counts = hour.counts
        try database.execute(
          sql: """
            INSERT INTO cameraHour VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
              seconds = seconds + excluded.seconds, scored = scored + excluded.scored,
              still = still + excluded.still, reduced = reduced + excluded.reduced,
              dropped = dropped + excluded.dropped, skipped = skipped + excluded.skipped,
              lateFrames = lateFrames + excluded.lateFrames
            """,
          arguments: [
            hour.camera, hour.hour, counts.seconds, counts.scored, counts.still, counts.reduced,
            counts.dropped, counts.skipped, counts.lateFrames,
          ])
      }
    }
  }

  /// What was done with the pictures of cameras in the hours that overlap a time, by camera and hour; at most 10 000.
  public func hours(from: Date, to: Date) throws(StoreError) -> [CameraHour] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT * FROM cameraHour WHERE hour >= ? AND hour < ? ORDER BY camera, hour LIMIT 10000",
        arguments: [CameraHour.hour(of: from), PeriodRows.endHour(to)]
      ).map {
        CameraHour(
          camera: try $0.value("camera"), hour: try $0.value("hour"), counts: try PeriodRows.counts($0))
      }
    }
  }

  /// Since when it is counted what is done with pictures; nil if nothing is counted yet.
  public var countedSince: Date? {
    get throws(StoreError) {
      try read { try PeriodRows.countedSince($0) }
    }
  }

  /// Removes what was counted in hours before a date.
  public func removeHours(before date: Date) throws(StoreError) {
    try write { database in
      try database.execute(
        sql: "DELETE FROM cameraHour WHERE hour < ?", arguments: [CameraHour.hour(of: date)])
    }
  }
}
