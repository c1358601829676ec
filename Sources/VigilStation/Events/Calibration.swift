package import Foundation
package import Logging
import VigilCore
package import VigilEvaluation
import VigilMedia
package import VigilStationConfiguration
package import VigilStore

/// Finds the thresholds of cameras from their own scores, once there are enough of them.
///
/// Only scores of the model that a camera has now count: a change of the model begins anew.
package struct Calibration {
  /// The key of the model's name among the changes at run time; since when it is the model is when it was changed.
  package static let modelKey = "model"
  /// Who is said to have set a model that is used for want of the one that was adopted.
  private static let substituteAuthor = "the station, for want of the adopted one"
  /// Older scores do not count, in seconds.
  package static let longest = 30.0 * 86_400
  /// A threshold is found again once a camera was watched so many times as long: the more there is to go by, the rarer the alarms
  /// that can be told, and the hours of the day.
  package static let growth = 4.0

  private let archive: Archive
  private let timeZone: TimeZone
  private let log: Logger
  private let compute: @Sendable (ScoreCalibration) -> CameraThresholds

  /// Makes a calibration of what a database holds.
  ///
  /// - Parameters:
  ///   - timeZone: Where hours of the day are counted.
  ///   - compute: Finds the thresholds, on a thread of its own.
  package init(
    archive: Archive, timeZone: TimeZone = .current, log: Logger,
    compute: @escaping @Sendable (ScoreCalibration) -> CameraThresholds = { $0.thresholds() }
  ) {
    (self.archive, self.timeZone, self.log, self.compute) = (archive, timeZone, log, compute)
  }

  /// Notes which model a camera has from now on, unless it had the same before.
  ///
  /// - Parameter isSubstitute: Whether it is used for want of the one that was adopted: the thresholds that are kept are of that, so none
  ///   are found for this one.
  package static func note(
    _ model: String, of camera: String, isSubstitute: Bool = false, in archive: Archive, at date: Date
  ) {
    archive.post { store in
      let known = try store.changes(at: date).last { $0.camera == camera && $0.key == modelKey }
      let author = isSubstitute ? substituteAuthor : "the station"
      guard known?.value != model || known?.by != author else { return }
      // Its scores count since it is the camera's, whatever for.
      let since = known.flatMap { $0.value == model ? $0.at : nil } ?? date
      try store.set(RuntimeChange(camera: camera, key: modelKey, value: model, by: author, at: since))
    }
  }

  /// Notes which model scores in a camera's shadow from now on, unless it did before, or is no longer wanted.
  ///
  /// - Parameter wanted: The change that asked for it.
  static func note(
    _ model: String, inShadowOf camera: String, as wanted: RuntimeChange, in archive: Archive, at date: Date
  ) {
    archive.post { store in
      let changes = try store.changes(at: date).filter { $0.camera == camera }
      guard ShadowKeys.folder(in: changes) == wanted,
        ShadowKeys.model(in: changes)?.value != model
      else { return }
      try store.set(
        RuntimeChange(camera: camera, key: ShadowKeys.model, value: model, by: "the station", at: date))
    }
  }

  /// Calibrates the cameras, and the models in their shadows, that have no thresholds of their own yet, or have had them since there was
  /// much less to go by.
  package func run(_ cameras: [CameraSettings], at date: Date) async {
    for camera in cameras where camera.isEnabled && (camera.threshold == nil || camera.reviewThreshold == nil)
    {
      for subject in [Subject.own, .shadow] { await run(camera, subject, at: date) }
    }
  }

  private func run(_ camera: CameraSettings, _ subject: Subject, at date: Date) async {
    let read = await archive.attempt { [timeZone] store in
      try Self.scores(of: camera, subject, in: store, at: date, timeZone)
    }
    guard let wanted = read ?? nil else { return }
    // It takes a second and more, in which neither the database nor other tasks are to wait.
    let thresholds = await withCheckedContinuation { [compute] continuation in
      OwnThread.start("vigil calibration") { continuation.resume(returning: compute(wanted.scores)) }
    }
    let changes = wanted.changes(thresholds, of: camera.name, at: date)
    guard !changes.isEmpty else { return }
    let isSet = await archive.attempt { store in
      // Somebody may have changed the model or its thresholds meanwhile; the next hour begins from those.
      let now = try store.changes(at: date).filter { $0.camera == camera.name }
      guard subject.basis(now) == wanted.basis else { return false }
      for change in changes { try store.set(change) }
      return true
    }
    guard isSet == true else { return }
    var about: Logger.Metadata = ["camera": "\(camera.name)"]
    if subject.isShadow { about["shadow"] = "\(wanted.model)" }
    for line in thresholds.lines { log.notice("\(line)", metadata: about) }
  }

  /// The thresholds of a model from the scores that it gave in a camera's shadow.
  ///
  /// - Returns: those that are not provisional, as the camera's own; none if there are too few scores.
  static func thresholds(
    of model: String, inShadowOf camera: CameraSettings, in store: StationStore, at date: Date,
    timeZone: TimeZone = .current
  ) throws -> [RuntimeChange] {
    let changes = try store.changes(at: date).filter { $0.camera == camera.name }
    let scores = try calibration(
      of: model, at: camera, changes, in: store, from: nil, to: date, timeZone)
    guard let scores else { return [] }
    return Wanted(
      keys: [StandingThresholds.alarmKey, StandingThresholds.reviewKey], subject: .own,
      basis: Subject.own.basis(changes), model: model, scores: scores
    )
    .changes(scores.thresholds(), of: camera.name, at: date)
  }

  /// The thresholds that a camera is to have, and the scores to find them from.
  private struct Wanted {
    var keys: [String]
    var subject: Subject
    var basis: [RuntimeChange]
    var model: String
    var scores: ScoreCalibration

    func changes(_ thresholds: CameraThresholds, of camera: String, at date: Date) -> [RuntimeChange] {
      let severities = [
        subject.alarm: thresholds.alarm, subject.review: thresholds.review,
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
    of camera: CameraSettings, _ subject: Subject, in store: StationStore, at date: Date,
    _ timeZone: TimeZone
  ) throws -> Wanted? {
    let changes = try store.changes(at: date).filter { $0.camera == camera.name }
    guard !subject.isShadow || ShadowKeys.folder(in: changes) != nil,
      let model = changes.last(where: { $0.key == subject.model }), let name = model.value,
      model.by != substituteAuthor
    else { return nil }
    let moved = moved(changes)
    let begin = max(model.at, moved ?? .distantPast)
    func isDue(_ key: String) -> Bool {
      let found = changes.last {
        $0.key == key && $0.by == StandingThresholds.author(name) && $0.value != nil && $0.at >= begin
      }
      guard let found else { return true }
      let known = found.at.timeIntervalSince(begin)
      return known < longest && date.timeIntervalSince(begin) >= growth * known
    }
    let due = [subject.alarm, subject.review].filter(isDue)
    guard !due.isEmpty else { return nil }
    let scores = try calibration(
      of: name, at: camera, changes, in: store, from: subject.isShadow ? nil : model.at, to: date, timeZone)
    return scores.map {
      Wanted(keys: due, subject: subject, basis: subject.basis(changes), model: name, scores: $0)
    }
  }

  /// Since when a camera has a model together with the view that it has now.
  ///
  /// - Parameter changes: those of the camera, in force.
  /// - Returns: nil for a model that it does not have.
  package static func begin(of model: String, _ changes: [RuntimeChange]) -> Date? {
    guard let noted = changes.last(where: { $0.key == modelKey }), noted.value == model else { return nil }
    return max(noted.at, moved(changes) ?? .distantPast)
  }

  /// When a camera was moved; nil if it never was.
  private static func moved(_ changes: [RuntimeChange]) -> Date? {
    changes.last { $0.key == StandingThresholds.viewKey && $0.value != nil }?.at
  }

  /// The scores of a model of a camera: those that it gave in shadow, and those since it is the camera's own.
  ///
  /// - Parameter own: Since when that is; nil if it is in shadow.
  /// - Returns: nil if there are too few yet for anything but a provisional threshold.
  private static func calibration(
    of model: String, at camera: CameraSettings, _ changes: [RuntimeChange], in store: StationStore,
    from own: Date?, to date: Date, _ timeZone: TimeZone
  ) throws -> ScoreCalibration? {
    guard camera.reviews.perDay > 0 else { return nil }
    // Scores of another view say nothing of this one.
    let start = max(moved(changes) ?? .distantPast, date - longest)
    var calibration = ScoreCalibration(
      ScoreCalibration.Options(
        alarmsPerDay: camera.alarms.perDay, reviewsPerDay: camera.reviews.perDay,
        rules: EventRules(maximumLength: camera.longestEvent.value),
        excluded: try store.faultySpans(of: camera.name, from: start, to: date), timeZone: timeZone))
    func add(_ block: [ScoreSample]) {
      for sample in block {
        calibration.add(start: sample.start, duration: sample.duration, score: sample.score)
      }
    }
    try store.samples(camera: camera.name, shadow: model, from: start, to: min(own ?? date, date), each: add)
    if let own { try store.samples(camera: camera.name, from: max(start, own), to: date, each: add) }
    let enough = ScoreCalibration.enough
    guard calibration.dates >= enough.dates, calibration.watched >= enough.hours * 3600 else { return nil }
    return calibration
  }
}
