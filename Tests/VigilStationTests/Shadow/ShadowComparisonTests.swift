import Foundation
import Testing
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite struct `A comparison with a model in shadow` {
  private let folder: TemporaryFolder
  private let store: StationStore
  private let start = Date(timeIntervalSince1970: 1_790_000_000)

  init() throws {
    folder = try TemporaryFolder()
    store = try StationStore(folder: folder.url)
  }

  private func thresholds(_ alarm: Double, _ review: Double) -> StandingThresholds {
    let found = [(StandingThresholds.alarmKey, alarm), (StandingThresholds.reviewKey, review)].map {
      RuntimeChange(
        camera: "door", key: $0, value: "\($1)", by: StandingThresholds.author("any"), at: start)
    }
    return StandingThresholds(CameraSettings(), changes: found, model: 0.8, name: "any")
  }

  private func compare(after hours: Double) throws -> ShadowComparison {
    try ShadowComparison(
      camera: "door", present: .init("own", thresholds(0.8, 0.5)), shadow: .init("new", thresholds(0.9, 0.6)),
      in: store, at: start + hours * 3600)
  }

  /// A score every 30 s; peaks of one snippet by the number of the hour.
  private func watch(_ hours: Range<Int>, shadow: String?, peaks: [Int: Float]) throws {
    for index in hours.lowerBound * 120..<hours.upperBound * 120 {
      let peak = index % 120 == 60 ? peaks[index / 120] : nil
      try store.append(
        ScoreSample(start: start + Double(index) * 30, duration: 30, score: peak ?? 0.1), camera: "door",
        shadow: shadow)
    }
    try store.flushScores()
  }

  private func label(_ hour: Int, _ verdict: ReviewLabel.Verdict) throws {
    let date = start + Double(hour) * 3600 + 1800
    let event = StoredEvent(
      id: UUID(), camera: "door", severity: .alarm, state: .ended, start: date, end: date + 30,
      peakScore: 0.85, peakDate: date, threshold: 0.8, model: "own")
    try store.put(event)
    try store.label(event.id, as: verdict, by: "anna")
  }

  @Test func `counts what each would have raised at its own thresholds while both scored`() throws {
    // The first ten hours were the camera's own alone.
    try watch(0..<100, shadow: nil, peaks: [3: 0.85, 12: 0.85, 20: 0.85, 30: 0.55, 40: 0.85, 70: 0.7])
    try watch(10..<100, shadow: "new", peaks: [12: 0.95, 20: 0.2, 30: 0.65, 50: 0.7, 60: 0.95])
    try label(3, .real)
    try label(12, .real)
    try label(20, .falseAlarm)
    try label(40, .falseAlarm)
    _ = try store.miss(
      camera: "door", from: start + 60 * 3600 + 1790, to: start + 60 * 3600 + 1840, by: "ben")
    let found = try compare(after: 100)
    #expect(abs(found.watched - 90 * 3600) < 60 && (4...5).contains(found.days))
    #expect(found.present.snippets == 90 * 120 && found.shadow.snippets == 90 * 120)
    #expect(found.present.alarms == 3 && found.present.reviews == 2)
    #expect(found.shadow.alarms == 2 && found.shadow.reviews == 2)
    #expect(found.real == 2 && found.falseAlarms == 2)
    #expect(found.present.real == 1 && found.shadow.real == 2)
    #expect(found.present.falseAlarms == 2 && found.shadow.falseAlarms == 0)
    #expect(found.doubts.count == 1 && found.doubts[0].contains("4 events of that time are labelled"))
    #expect(found.lines.contains { $0.contains("2 of 2") && $0.contains("0 of 2") }, "\(found.lines)")
  }

  @Test func `is doubted where the file's threshold counts for both`() throws {
    var camera = CameraSettings()
    camera.threshold = 0.8
    let file = StandingThresholds(camera, changes: [], model: 0.8, name: "any")
    func doubts(_ shadow: StandingThresholds) throws -> [String] {
      try ShadowComparison(
        camera: "door", present: .init("own", file), shadow: .init("new", shadow), in: store, at: start
      ).doubts
    }
    #expect(try doubts(file).last?.hasPrefix("the file's threshold counts for both") == true)
    #expect(try doubts(thresholds(0.9, 0.6)).allSatisfy { $0.hasPrefix("too little to say") })
  }

  @Test func `leaves out what was scored by another model of the camera, or while something was wrong`()
    throws
  {
    try watch(0..<60, shadow: nil, peaks: [2: 0.95, 20: 0.95, 40: 0.95])
    try watch(0..<60, shadow: "new", peaks: [2: 0.95, 20: 0.95, 40: 0.95])
    try store.set(
      RuntimeChange(
        camera: "door", key: Calibration.modelKey, value: "own", by: "the station", at: start + 10 * 3600))
    for kind in ["covered", "shadow"] {
      // What is wrong with a shadow says nothing of the camera.
      let hour = kind == "covered" ? 20.0 : 40
      let id = try store.begin(
        CameraNotice(camera: "door", kind: kind, message: "", start: start + hour * 3600))
      _ = try store.end(id, at: start + (hour + 1) * 3600)
    }
    let found = try compare(after: 60)
    #expect(found.present.alarms == 1 && found.shadow.alarms == 1)
    #expect(abs(found.watched - 49 * 3600) < 60)
  }

  @Test func `says that there is too little`() throws {
    try watch(0..<5, shadow: nil, peaks: [:])
    try watch(0..<5, shadow: "new", peaks: [:])
    let found = try compare(after: 5)
    #expect(found.doubts.count == 2 && found.doubts.allSatisfy { $0.hasPrefix("too little to say") })
    #expect(found.doubts[0].contains("both scored for 5.0 hours on 1 day"), "\(found.doubts)")
    let none = try ShadowComparison(
      camera: "yard", present: .init("own", thresholds(0.8, 0.5)),
      shadow: .init("new", thresholds(0.9, 0.6)),
      in: store, at: start)
    #expect(none.watched == 0 && none.doubts.count == 2)
  }
}
