import Foundation
import Testing
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite struct `The table of a time` {
  private let folder: TemporaryFolder
  private let store: StationStore
  private static let now = Date(timeIntervalSince1970: 1_790_000_400)

  init() throws {
    folder = try TemporaryFolder()
    store = try StationStore(folder: folder.appending("s"), date: { Self.now })
  }

  private var calendar: Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }

  private func lines(_ cameras: String) throws -> [String] {
    let file = try StationFile(text: "cameras:\n" + cameras, name: "s.yaml")
    let summary = try store.summary(from: Self.now - 604_800, to: Self.now, file: file)
    return PeriodTable(calendar: calendar).lines(summary).map {
      $0.split(separator: " ").joined(separator: " ")
    }
  }

  @Test func `is one line where nothing happened`() throws {
    let lines = try lines("  door: {source: a.mp4, threshold: 0.8, review_threshold: 0.5}\n")
    #expect(lines.count == 1)
    #expect(
      lines[0].hasPrefix("Week to 2026-09-21 14:20: nothing happened at 1 camera; from 2026-09-14 14:20"))
  }

  @Test func `says of each camera what there was, and where its threshold came from`() throws {
    try store.put(
      StoredEvent(
        id: UUID(), camera: "door", severity: .alarm, state: .ended, start: Self.now - 3600,
        end: Self.now - 3590, peakScore: 0.93, peakDate: Self.now - 3595, threshold: 0.8, model: "demo"))
    for (camera, key, value) in [
      ("yard", Calibration.modelKey, "demo"), ("yard", StandingThresholds.alarmKey, "0.7"),
      ("old", "armed", "no"),
    ] {
      try store.set(
        RuntimeChange(
          camera: camera, key: key, value: value,
          by: StandingThresholds.author("demo"), at: Self.now - 7200))
    }
    try store.add([
      CameraHour(
        camera: "yard", hour: CameraHour.hour(of: Self.now) - 200, counts: WatchCounts(seconds: 1)),
      CameraHour(
        camera: "yard", hour: CameraHour.hour(of: Self.now) - 2,
        counts: WatchCounts(seconds: 3600, scored: 5000, still: 4000, dropped: 2)),
      CameraHour(
        camera: "old", hour: CameraHour.hour(of: Self.now) - 2, counts: WatchCounts(seconds: 1800, scored: 9)),
    ])
    let lines = try lines(
      """
        door: {source: a.mp4, threshold: 0.8}
        yard: {source: a.mp4}
        gate: {source: a.mp4}

      """)
    #expect(lines[0].hasPrefix("Week to 2026-09-21 14:20: 1 alarm, 0 reviews, 2 snippets lost; "))
    #expect(lines.contains("- 1 alarm nobody has acknowledged: door 1"))
    #expect(lines.contains("- alarm thresholds are provisional until there are enough scores: gate"))
    #expect(
      lines.suffix(4) == [
        "door 0 min - 1 0 0 0 0 1 0 0 0 0.93 on 2026-09-21 13:20 0.80 given",
        "yard 1 h - 0 0 0 0 0 0 5,000 4,000 2 - 0.70 calibrated",
        "gate 0 min - 0 0 0 0 0 0 0 0 0 - provisional",
        "old 30 min - 0 0 0 0 0 0 9 0 0 - unknown",
      ])
  }
}
