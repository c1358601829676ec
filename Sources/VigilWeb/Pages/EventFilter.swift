import Foundation
import HTTPTypes
import VigilStore

/// Which events a page lists, as its address says it.
struct EventFilter: Hashable, Sendable {
  /// A day of the station's calendar.
  struct Day: Hashable, Sendable {
    /// `2026-11-28`.
    var text: String
    var begin, end: Date
  }

  /// Whether somebody has seen an event.
  enum Seen: String, CaseIterable {
    case seen = "yes"
    case unseen = "no"
  }

  /// What was chosen; nil for all.
  var camera: String?
  var severity: EventSeverity?
  var review: EventQuery.Review?
  var seen: Seen?
  var day: Day?

  /// The parameters of an address that it is read from.
  static let names: Set = ["camera", "severity", "label", "seen", "day"]

  /// Reads it. A form sends what was left open, too: empty.
  init(_ query: Query, in zone: TimeZone) throws(Problem) {
    func isChosen(_ name: String) -> Bool { query.text(name)?.isEmpty == false }
    camera = isChosen("camera") ? query.text("camera") : nil
    severity = isChosen("severity") ? try query.choice("severity", EventSeverity.self) : nil
    review = isChosen("label") ? try query.choice("label", EventQuery.Review.self) : nil
    seen = isChosen("seen") ? try query.choice("seen", Seen.self) : nil
    guard isChosen("day"), let text = query.text("day") else { return }
    guard let begin = StationTime.date("\(text)T00:00", in: zone),
      let end = StationTime.calendar(zone).date(byAdding: .day, value: 1, to: begin)
    else { throw Problem(.badRequest, "day is no day such as 2026-11-28") }
    day = Day(text: text, begin: begin, end: end)
  }

  var isEmpty: Bool { values.isEmpty }

  /// The events that it lets through.
  func query(before: EventQuery.Cursor? = nil, after: EventQuery.Cursor? = nil, limit: Int) -> EventQuery {
    EventQuery(
      cameras: camera.map { [$0] }, severity: severity, review: review,
      isAcknowledged: seen.map { $0 == .seen }, from: day?.begin, to: day?.end, before: before,
      after: after, limit: limit)
  }

  /// A path with it as the query.
  func address(_ path: String, before next: String? = nil) -> String {
    let all = values + (next.map { [("before", $0)] } ?? [])
    guard !all.isEmpty else { return path }
    return path + "?" + all.map { "\($0)=\(PageText.encoded($1))" }.joined(separator: "&")
  }

  private var values: [(String, String)] {
    [
      ("camera", camera), ("severity", severity?.rawValue), ("label", review?.rawValue),
      ("seen", seen?.rawValue), ("day", day?.text),
    ].compactMap { name, value in value.map { (name, $0) } }
  }
}

extension EventQuery.Review {
  /// For people.
  var words: String {
    switch self {
    case .real: "real"
    case .falseAlarm: "false alarm"
    case .unsure: "unsure"
    case .unlabelled: "none yet"
    }
  }
}

extension EventFilter.Seen {
  /// For people.
  var words: String {
    switch self {
    case .seen: "acknowledged"
    case .unseen: "not acknowledged"
    }
  }
}
