package import Foundation
package import VigilCore
import VigilDetection
package import VigilStore

/// Makes a camera's scores into events of two severities, as the database keeps them.
///
/// An event begins at the threshold of review, and is an alarm from the moment at which its score reaches that of alarms
/// and nothing forbids one; it stays one.
package struct CameraEvents {
  /// What holds at the moment of a score.
  package struct Moment {
    package var thresholds: StandingThresholds
    package var standing: Standing
    package var date: Date

    package init(thresholds: StandingThresholds, standing: Standing, date: Date) {
      (self.thresholds, self.standing, self.date) = (thresholds, standing, date)
    }
  }

  private let camera: String
  private let model: String
  private let rules: EventRules
  private let calendar: Calendar
  private let makeID: @Sendable () -> UUID
  private var detector: EventDetector
  private var ledger: EventLedger
  private var open: StoredEvent?

  /// Begins without events.
  ///
  /// - Parameters:
  ///   - camera: The camera's name.
  ///   - model: What its scores are of.
  ///   - rules: How scores become events; the threshold is replaced.
  package init(
    camera: String, model: String, rules: EventRules, calendar: Calendar = .current,
    makeID: @escaping @Sendable () -> UUID = { UUID() }
  ) {
    (self.camera, self.model, self.rules, self.calendar) = (camera, model, rules, calendar)
    self.makeID = makeID
    detector = EventDetector(rules: rules)
    ledger = EventLedger(makeID: makeID)
  }

  /// The event that goes on.
  package var current: StoredEvent? { open }

  /// Takes the next score.
  ///
  /// - Returns: the events as they are from now on: none, one, or one that ended and one that began.
  package mutating func add(_ score: SnippetScore, _ moment: Moment) -> [StoredEvent] {
    let begin = moment.thresholds.begin(at: moment.date, calendar: calendar)
    if detector.rules.threshold != begin, !detector.hasCandidate {
      var rules = rules
      rules.threshold = begin
      detector = EventDetector(rules: rules)
    }
    return detector.add(score).compactMap { stored(ledger.note($0), moment, score: score.score) }
  }

  /// Ends what goes on, as when the camera is lost.
  package mutating func finish(_ moment: Moment) -> [StoredEvent] {
    detector.finish().compactMap { stored(ledger.note($0), moment, score: 0) }
  }

  private mutating func stored(_ update: EventUpdate, _ moment: Moment, score: Float) -> StoredEvent? {
    guard update.phase != .suppressed else { return nil }
    let dates = update.event.dates ?? DateInterval(start: moment.date, duration: 0)
    let alarm = moment.thresholds.alarm.score(at: moment.date, calendar: calendar)
    var event =
      open
      ?? StoredEvent(
        id: update.id, revision: 0, camera: camera, severity: .review, state: .open, start: dates.start,
        end: dates.end, peakScore: 0, peakDate: dates.start, threshold: detector.rules.threshold,
        model: model, part: update.event.part + 1, previousPart: update.previousPart, reasons: [],
        isKept: false)
    event.revision += 1
    event.end = max(event.start, dates.end)
    event.peakScore = update.event.peakScore
    event.peakDate = update.event.peakDate ?? dates.start
    event.state = update.phase == .ended ? .ended : .open
    // What was high while alarms were forbidden does not become one later.
    if event.severity == .review, score >= alarm, update.phase != .ended {
      if moment.standing.allowsAlarms {
        event.severity = .alarm
        event.threshold = alarm
      } else {
        for reason in moment.standing.reasons where !event.reasons.contains(reason) {
          event.reasons.append(reason)
        }
      }
    }
    open = event.state == .open ? event : nil
    return event
  }
}
