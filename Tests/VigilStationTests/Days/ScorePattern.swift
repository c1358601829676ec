import Foundation
import VigilCore
import VigilStore

/// What was put into a camera's scores, and what is to come of it.
struct Incident {
  let camera: String
  let start: Date
  let seconds: Double
  /// What its events are to be.
  let severity: EventSeverity
  /// Why they are no alarms.
  var reason: String?

  var dates: DateInterval { DateInterval(start: start, duration: seconds) }
}

/// The scores of a camera: more by day than by night, with noise whose log-odds fall off exponentially, and incidents.
struct ScorePattern {
  private let calendar: Calendar
  private let incidents: [DateInterval]
  private var random: SplitMix64

  init(_ incidents: [Incident], calendar: Calendar, seed: UInt64) {
    (self.calendar, self.incidents) = (calendar, incidents.map(\.dates))
    random = SplitMix64(seed: seed)
  }

  /// The score of a snippet that begins at a date.
  mutating func score(at date: Date) -> Float {
    let noise = -Foundation.log(Double.random(in: 1e-12..<1, using: &random))
    let hour = date.timeIntervalSince(calendar.startOfDay(for: date)) / 3600
    let isIncident = incidents.contains { $0.start <= date && date < $0.end }
    let odds = isIncident ? 9 : -5 + 0.3 * Foundation.sin((hour - 6) / 12 * .pi) + 0.8 * noise
    return Float(1 / (1 + Foundation.exp(-odds)))
  }
}
