import Foundation
import Testing
import VigilCore
import VigilStation
import VigilStationConfiguration
import VigilStore

@Suite struct `Events of a camera` {
  private static let start = Date(timeIntervalSince1970: 1_790_000_000)

  private func score(_ index: Int, _ value: Float) -> SnippetScore {
    SnippetScore(
      position: SnippetPosition(
        index: index, startFrame: index * 16, endFrame: index * 16 + 16, start: Double(index) * 0.64,
        end: Double(index + 1) * 0.64, date: Self.start + Double(index) * 0.64),
      cropScores: [value])
  }

  private func moment(_ index: Int, review: Double = 0.5, alarm: Double = 0.8, reasons: [String] = [])
    -> CameraEvents.Moment
  {
    var settings = CameraSettings()
    (settings.threshold, settings.reviewThreshold) = (alarm, review)
    var standing = Standing()
    standing.reasons = reasons
    return CameraEvents.Moment(
      thresholds: StandingThresholds(settings, changes: [], model: 0.7, name: "demo"), standing: standing,
      date: Self.start + Double(index) * 0.64)
  }

  private func events(maximum: Double = 600) -> CameraEvents {
    CameraEvents(camera: "door", model: "demo", rules: EventRules(mergeGap: 1, maximumLength: maximum))
  }

  @Test func `begin for review, become alarms where the score reaches theirs, and stay alarms`() {
    var events = events()
    var stored: [StoredEvent] = []
    for (index, value) in [0.1, 0.6, 0.9, 0.6, 0.1, 0.1].enumerated() {
      stored += events.add(score(index, Float(value)), moment(index))
    }
    #expect(stored.map(\.severity) == [.review, .alarm, .alarm, .alarm])
    #expect(stored.map(\.revision) == [1, 2, 3, 4])
    #expect(stored.map(\.state) == [.open, .open, .open, .ended])
    #expect(Set(stored.map(\.id)).count == 1)
    #expect(stored[0].threshold == 0.5 && stored[1].threshold == 0.8)
    #expect(stored[3].peakScore == 0.9)
    #expect(stored[3].start == Self.start + 0.64)
    #expect(abs(stored[3].end.timeIntervalSince(Self.start) - 4 * 0.64) < 1e-6)
    #expect(events.current == nil)
  }

  @Test
  func
    `are kept for review with the reason while alarms are forbidden, and do not become alarms later by an old peak`()
  {
    var events = events()
    var stored = events.add(score(0, 0.95), moment(0, reasons: ["outside the schedule"]))
    #expect(stored.map(\.severity) == [.review])
    #expect(stored[0].reasons == ["outside the schedule"])
    stored = events.add(score(1, 0.6), moment(1))
    #expect(stored.map(\.severity) == [.review])
    stored = events.add(score(2, 0.85), moment(2))
    #expect(stored.map(\.severity) == [.alarm])
  }

  @Test func `are divided at the maximum length, and each part names the one before`() {
    var events = events(maximum: 2)
    var stored: [StoredEvent] = []
    for index in 0..<10 { stored += events.add(score(index, 0.9), moment(index)) }
    let ended = stored.filter { $0.state == .ended }
    let begun = stored.filter { $0.revision == 1 }
    #expect(begun.count == ended.count + 1 && begun.count >= 3)
    #expect(begun.dropFirst().map(\.previousPart) == ended.map(\.id))
    #expect(begun.map(\.part) == Array(1...begun.count))
    #expect(begun.allSatisfy { $0.severity == .alarm })
  }

  @Test func `end when the camera is lost`() {
    var events = events()
    _ = events.add(score(0, 0.9), moment(0))
    let stored = events.finish(moment(1))
    #expect(stored.map(\.state) == [.ended])
    #expect(events.finish(moment(2)).isEmpty)
  }

  @Test func `take a new threshold of review once none is open`() {
    var events = events()
    #expect(events.add(score(0, 0.6), moment(0)).count == 1)
    // The open event goes on by the rules that it began under.
    #expect(events.add(score(1, 0.6), moment(1, review: 0.7)).map(\.state) == [.open])
    _ = events.add(score(2, 0.1), moment(2, review: 0.7))
    _ = events.add(score(3, 0.1), moment(3, review: 0.7))
    #expect(events.add(score(4, 0.6), moment(4, review: 0.7)).isEmpty)
    #expect(events.add(score(5, 0.75), moment(5, review: 0.7)).count == 1)
  }
}

@Suite struct `Thresholds of a camera` {
  private let date = Date(timeIntervalSince1970: 1_790_000_000)

  private func change(_ key: String, _ value: String) -> RuntimeChange {
    RuntimeChange(
      camera: "door", key: key, value: value, by: StandingThresholds.author("demo"), at: date, until: nil)
  }

  @Test func `are the model's, said to be provisional, until something better is known`() {
    let thresholds = StandingThresholds(CameraSettings(), changes: [], model: 0.7, name: "demo")
    #expect(thresholds.alarm.basis == .provisional && thresholds.alarm.scores == [0.7])
    #expect(thresholds.review.basis == .provisional && abs(thresholds.review.scores[0] - 0.5) < 1e-6)
  }

  @Test func `are the calibrated ones, unless the file gives its own`() {
    let changes = [change(StandingThresholds.alarmKey, "0.83"), change(StandingThresholds.reviewKey, "0.61")]
    let calibrated = StandingThresholds(CameraSettings(), changes: changes, model: 0.7, name: "demo")
    #expect(calibrated.alarm.scores == [0.83] && calibrated.alarm.basis == .calibrated)
    #expect(calibrated.review.scores == [0.61])
    let other = StandingThresholds(CameraSettings(), changes: changes, model: 0.7, name: "another model")
    #expect(other.alarm.basis == .provisional && other.review.basis == .provisional)
    var settings = CameraSettings()
    settings.threshold = 0.9
    let given = StandingThresholds(settings, changes: changes, model: 0.7, name: "demo")
    #expect(given.alarm.scores == [0.9] && given.alarm.basis == .file)
    #expect(given.review.scores == [0.61])
  }

  @Test func `may depend on the hour, in local time`() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "Europe/Rome"))
    let text = StandingThresholds.Value.text((0..<24).map { Float($0) / 100 })
    let thresholds = StandingThresholds(
      CameraSettings(), changes: [change(StandingThresholds.alarmKey, text)], model: 0.7, name: "demo")
    let noon = try #require(
      calendar.date(from: DateComponents(year: 2026, month: 7, day: 1, hour: 12, minute: 30)))
    #expect(thresholds.alarm.score(at: noon, calendar: calendar) == 0.12)
  }

  @Test(arguments: ["", "x", "0.5,0.6", "nan", "0.5,,"])
  func `that are damaged in the database are left aside`(text: String) {
    let thresholds = StandingThresholds(
      CameraSettings(), changes: [change(StandingThresholds.alarmKey, text)], model: 0.7, name: "demo")
    #expect(thresholds.alarm.basis == .provisional)
  }
}
