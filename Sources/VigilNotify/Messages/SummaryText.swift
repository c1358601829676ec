import Foundation
import VigilCore
import VigilStore

/// What a summary says to people.
struct SummaryText {
  /// One line.
  var title: String
  /// One line with the details.
  var detail: String

  init(_ summary: MessageSummary, zone: TimeZone) {
    title = "\(Self.counted(summary)) not told one by one"
    let span = (MessageText.clock(summary.start, zone), MessageText.clock(summary.end, zone))
    detail = span.0 == span.1 ? "at \(span.0)" : "between \(span.0) and \(span.1)"
    let reasons = summary.reasons.map(Self.words)
    if !reasons.isEmpty { detail += ", " + reasons.joined(separator: " and ") }
    let shares = summary.shares.map { share in
      "\(share.camera.map { PlainText.line($0, longest: 60) } ?? "station") \(share.count)"
    }
    if !shares.isEmpty { detail += ": " + shares.joined(separator: ", ") }
    let rest =
      summary.alarms + summary.reviews + summary.faults - summary.shares.reduce(0) { $0 + $1.count }
    if rest > 0 { detail += ", others \(rest)" }
    if summary.ongoing > 0 { detail += "; \(summary.ongoing) went on" }
  }

  /// `14 more alarms`, `1 more alarm, 2 more faults`.
  private static func counted(_ summary: MessageSummary) -> String {
    let parts = [
      (summary.alarms, "more alarm", "more alarms"),
      (summary.reviews, "more event to look at", "more events to look at"),
      (summary.faults, "more fault", "more faults"),
    ]
    return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }.joined(separator: ", ")
  }

  private static func words(_ reason: MessageSummary.Reason) -> String {
    switch reason {
    case .limit: "beyond at_most"
    case .schedule: "outside the schedule of the channel"
    case .snooze: "while it was snoozed"
    }
  }
}
