package import Foundation
package import Logging
import VigilCore
import VigilEvaluation
import VigilMedia
package import VigilStationConfiguration
import VigilStore

/// Finds the thresholds of cameras from their own scores, once there are enough of them.
///
/// Only scores of the model that a camera has now count: a change of the model begins anew.
package struct Calibration {
  /// The key of the model's name among the changes at run time; since when it is the model is when it was changed.
  package static let modelKey = "model"
  /// Older scores do not count, in seconds.
  package static let longest = 30.0 * 86_400
  /// A threshold is found again once a camera was watched so many times as long: the more there is to go by, the rarer the alarms
  /// that can be told, and the hours of the day.
  package static let growth = 4.0

  private let archive: Archive
  private let timeZone: TimeZone
  private let log: Logger

  /// Makes a calibration of what a database holds.
  ///
  /// - Parameter timeZone: Where hours of the day are counted.
  package init(archive: Archive, timeZone: TimeZone = .current, log: Logger) {
    (self.archive, self.timeZone, self.log) = (archive, timeZone, log)
  }

  /// Notes which model a camera has from now on, unless it had the same before.
  package static func note(_ model: String, of camera: String, in archive: Archive, at date: Date) {
    archive.post { store in
      let known = try store.changes(at: date).last { $0.camera == camera && $0.key == modelKey }
      guard known?.value != model else { return }
      try store.set(RuntimeChange(camera: camera, key: modelKey, value: model, by: "the station", at: date))
    }
  }

  /// Calibrates the cameras that have no thresholds of their own yet, or have had them since there was much less to go by.
  package func run(_ cameras: [CameraSettings], at date: Date) async {
    for camera in cameras where camera.isEnabled && (camera.threshold == nil || camera.reviewThreshold == nil)
    {
      let read = await archive.attempt { [timeZone] store in
        try Self.scores(of: camera, in: store, at: date, timeZone)
      }
      guard let wanted = read ?? nil else { continue }
      // It takes a second and more, in which neither the database nor other tasks are to wait.
      let thresholds = await withCheckedContinuation { continuation in
        OwnThread.start("vigil calibration") { continuation.resume(returning: wanted.scores.thresholds()) }
      }
      let changes = wanted.changes(thresholds, of: camera.name, at: date)
      guard !changes.isEmpty else { continue }
      _ = await archive.attempt { store in for change in changes { try store.set(change) } }
      for line in thresholds.lines { log.notice("\(line)", metadata: ["camera": "\(camera.name)"]) }
    }
  }

  /// The thresholds that a camera is to have, and the scores to find them from.
  private struct Wanted {
    var keys: [String]
    var model: String
    var scores: ScoreCalibration

    func changes(_ thresholds: CameraThresholds, of camera: String, at date: Date) -> [RuntimeChange] {
      let severities = [
        StandingThresholds.alarmKey: thresholds.alarm, StandingThresholds.reviewKey: thresholds.review,
      ]
      return keys.compactMap { key in
        guard let severity = severities[key], severity.provisional == nil, let threshold = severity.threshold
        else { return nil }
        return RuntimeChange(
          camera: camera, key: key, value: StandingThresholds.Value.text(severity.hours ?? [threshold]),
          by: StandingThresholds.author(model), at: date)
      }
    }
  }

  /// Nil if nothing is wanted, or there are too few scores yet for anything but a provisional threshold.
  private static func scores(
    of camera: CameraSettings, in store: StationStore, at date: Date, _ timeZone: TimeZone
  ) throws -> Wanted? {
    let changes = try store.changes(at: date).filter { $0.camera == camera.name }
    guard let model = changes.last(where: { $0.key == modelKey }), let name = model.value else { return nil }
    // Scores of another view say nothing of this one.
    let moved = changes.last { $0.key == StandingThresholds.viewKey && $0.value != nil }?.at
    let begin = max(model.at, moved ?? .distantPast)
    func isDue(_ key: String) -> Bool {
      let found = changes.last {
        $0.key == key && $0.by == StandingThresholds.author(name) && $0.value != nil && $0.at >= begin
      }
      guard let found else { return true }
      let known = found.at.timeIntervalSince(begin)
      return known < longest && date.timeIntervalSince(begin) >= growth * known
    }
    let due = [StandingThresholds.alarmKey, StandingThresholds.reviewKey].filter(isDue)
    guard !due.isEmpty, camera.reviews.perDay > 0 else { return nil }
    let start = max(begin, date - longest)
    let unhealthy = try store.notices(NoticeQuery(camera: camera.name, from: start, limit: 10_000))
    var calibration = ScoreCalibration(
      ScoreCalibration.Options(
        alarmsPerDay: camera.alarms.perDay, reviewsPerDay: camera.reviews.perDay,
        rules: EventRules(maximumLength: camera.longestEvent.value),
        excluded: unhealthy.map { DateInterval(start: $0.start, end: max($0.start, $0.end ?? date)) },
        timeZone: timeZone))
    try store.samples(camera: camera.name, from: start, to: date) { block in
      for sample in block {
        calibration.add(start: sample.start, duration: sample.duration, score: sample.score)
      }
    }
    let enough = ScoreCalibration.enough
    guard calibration.dates >= enough.dates, calibration.watched >= enough.hours * 3600 else { return nil }
    return Wanted(keys: due, model: name, scores: calibration)
  }
}
