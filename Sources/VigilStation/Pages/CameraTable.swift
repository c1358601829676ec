public import Foundation
import VigilCore
public import VigilStationConfiguration
public import VigilStore

/// The cameras of a station as its file and its database know them, for a terminal: the file's values beside what was changed
/// while it ran.
public struct CameraTable: Sendable {
  private let calendar: Calendar

  /// Writes times of a calendar.
  public init(calendar: Calendar = .current) { self.calendar = calendar }

  /// A heading and a line for each camera, then a line for each change and for each thing that is wrong.
  ///
  /// - Throws: `StoreError`.
  public func lines(_ file: StationFile, store: StationStore, at date: Date) throws(StoreError) -> [String] {
    let changes = try store.changes(at: date)
    var rows = [["camera", "last score", "at", "alarms", "alarm from", "review from"]]
    for camera in file.cameras {
      let own = changes.filter { $0.camera == camera.name }
      let last = try store.samples(camera: camera.name, from: date - Self.recent, to: date + 1).last
      rows.append([
        camera.name, last.map { EventText.score($0.score) } ?? "none",
        last.map { EventText.time($0.start, calendar) } ?? "", alarms(camera, own, at: date),
        threshold(camera.threshold, own, StandingThresholds.alarmKey),
        threshold(camera.reviewThreshold, own, StandingThresholds.reviewKey),
      ])
    }
    let open = try store.notices(NoticeQuery(isOpen: true, limit: 1000))
    return TextTable.lines(rows, numeric: [1])
      + changes.filter { !Self.internalKeys.contains($0.key) && $0.camera != ChannelSnooze.owner }.map {
        line($0, file)
      }
      + open.reversed().map { notice in
        "since \(EventText.time(notice.start, calendar)) \(notice.camera ?? "station"): \(notice.message)"
      }
  }

  /// What the station notes for itself.
  private static let internalKeys = [Calibration.modelKey, ShadowKeys.model]

  /// Scores that are older are not looked for, in seconds.
  private static let recent = 600.0

  private func alarms(_ camera: CameraSettings, _ changes: [RuntimeChange], at date: Date) -> String {
    guard camera.isEnabled else { return "off" }
    let standing = Standing(camera, changes: changes, at: date, calendar: calendar)
    return standing.allowsAlarms ? "yes" : standing.reasons.joined(separator: ", ")
  }

  private func threshold(_ given: Double?, _ changes: [RuntimeChange], _ key: String) -> String {
    if let given { return "\(NumberText.trimmed(given, decimals: 4)) by the file" }
    // What was calibrated for another model does not count.
    let author = changes.last { $0.key == Calibration.modelKey }?.value.map(StandingThresholds.author)
    guard let change = changes.last(where: { $0.key == key }), let value = change.value,
      author == nil || author == change.by
    else { return "provisional" }
    let scores = value.split(separator: ",").compactMap { Float($0) }
    let (low, high) = (scores.min() ?? 0, scores.max() ?? 0)
    let text =
      low == high ? EventText.score(low) : "\(EventText.score(low)) to \(EventText.score(high)) by hour"
    return text + ", calibrated"
  }

  private func line(_ change: RuntimeChange, _ file: StationFile) -> String {
    let until = change.until.map { " until \(EventText.time($0, calendar))" } ?? ""
    return
      "\(change.camera): \(text(change, file))\(until), by \(change.by), \(EventText.time(change.at, calendar))"
  }

  /// What was changed, and to what.
  private func text(_ change: RuntimeChange, _ file: StationFile) -> String {
    guard let value = change.value else { return change.key }
    switch change.key {
    case ShadowKeys.folder: return "shadow \(value)"
    case AdoptedModels.key:
      let given = file.cameras.first { $0.name == change.camera }?.model.written
      return "model \(AdoptedModels([change]).folder ?? value)" + (given.map { " (the file: \($0))" } ?? "")
    default: return "\(change.key) \(value.split(separator: ",").count == 24 ? "by hour" : value)"
    }
  }
}
