import Foundation
import VigilCore
import VigilDetection
import VigilStore

/// Counts the events that stored scores would have been, by the rules by which a station forms them.
struct ReplayedEvents {
  /// What somebody said of a span: its events are looked for.
  struct Said {
    var start, end: Date
    var isReal: Bool
  }

  private let said: [Said]
  private let calendar: Calendar
  /// By the hour of the day: scores are millions, and looking an hour up takes longer than all else.
  private let moments: [StandingThresholds]
  private var events: CameraEvents
  private var hour = (start: Date.distantPast, number: 0)
  private var lastEnd: Date?
  private var found: [Bool]
  /// The samples.
  private(set) var snippets = 0
  /// Events that reach the threshold of alarms, and those that do not.
  private(set) var alarms = 0, reviews = 0

  /// - Parameters:
  ///   - said: Spans of which alarms are told.
  ///   - calendar: In which hours of the day are counted.
  init(_ thresholds: StandingThresholds, camera: String, model: String, said: [Said], calendar: Calendar) {
    (self.said, self.calendar) = (said, calendar)
    moments = (0..<24).map { thresholds.flat(hour: $0) }
    // An event counts once, however long it goes on.
    events = CameraEvents(camera: camera, model: model, rules: EventRules(), calendar: calendar)
    found = said.map { _ in false }
  }

  /// The spans said to be real, or false alarms, during which there was an alarm.
  func found(real: Bool) -> Int { zip(said, found).count { $0.isReal == real && $1 } }

  /// Takes the next sample.
  mutating func add(_ sample: ScoreSample) {
    if let lastEnd, abs(sample.start.timeIntervalSince(lastEnd)) > 2 * sample.duration { finish() }
    let end = sample.start + sample.duration
    lastEnd = end
    let elapsed = sample.start.timeIntervalSince(hour.start)
    if !(0..<3600).contains(elapsed) {
      let start = calendar.dateInterval(of: .hour, for: sample.start)?.start ?? sample.start
      hour = (start, calendar.component(.hour, from: sample.start))
    }
    let begin = sample.start.timeIntervalSinceReferenceDate
    let position = SnippetPosition(
      index: snippets, startFrame: 16 * snippets, endFrame: 16 * snippets + 16, start: begin,
      end: begin + sample.duration, date: sample.start)
    snippets += 1
    note(events.add(SnippetScore(position: position, cropScores: [sample.score]), moment(sample.start)))
  }

  /// Nothing follows.
  mutating func finish() {
    note(events.finish(moment(lastEnd ?? .distantPast)))
    lastEnd = nil
  }

  private func moment(_ date: Date) -> CameraEvents.Moment {
    CameraEvents.Moment(
      thresholds: moments[min(23, max(0, hour.number))], standing: Standing(), date: date)
  }

  private mutating func note(_ changed: [StoredEvent]) {
    for event in changed where event.state != .open {
      guard event.severity == .alarm else {
        reviews += 1
        continue
      }
      alarms += 1
      for (index, span) in said.enumerated() where span.start <= event.end && span.end >= event.start {
        found[index] = true
      }
    }
  }
}
