import Foundation
import VigilCore
import VigilStationConfiguration
import VigilStore

/// What a message says to people.
struct MessageText {
  /// One line.
  var title: String
  /// One line with the details; of a week or a day several.
  var detail: String

  /// - Parameter unacknowledged: How long nobody had acknowledged an event that is told for that; nil for others.
  init(_ message: OutboxMessage, zone: TimeZone, unacknowledged: Seconds? = nil) {
    switch message.content {
    case .event(let event):
      let what = event.severity == .alarm ? "alarm" : "event to look at"
      let state =
        switch message.phase {
        case .began: ""
        case .updated: " goes on"
        case .ended: " over"
        case .judged: event.verdict.map { ", \(VerdictText.short($0))" } ?? ""
        }
      title = "\(PlainText.line(event.camera)): \(what)\(state)"
      let seconds = Int(max(0, event.end.timeIntervalSince(event.start)).rounded())
      detail =
        "since \(Self.clock(event.start, zone)), \(seconds) s, score \(Self.score(event.peakScore)) (threshold "
        + "\(Self.score(event.threshold)))"
      if let unacknowledged { detail += "; nobody had acknowledged it after \(unacknowledged.written)" }
      if let verdict = event.verdict { detail += "; \(VerdictText.line(verdict))" }
      if event.state == .interrupted { detail += "; the station stopped while it went on" }
    case .notice(let notice):
      let whose = notice.camera.map { PlainText.line($0) } ?? "station"
      title = "\(whose): \(PlainText.line(notice.kind))\(message.phase == .ended ? " over" : "")"
      detail = "since \(Self.clock(notice.start, zone))"
      if let end = notice.end { detail += " until \(Self.clock(end, zone))" }
      detail += ": " + PlainText.line(notice.message, longest: 500)
      if notice.isInterrupted { detail += " (the station stopped while it went on)" }
    case .summary(let summary):
      let text = SummaryText(summary, zone: zone)
      (title, detail) = (text.title, text.detail)
    case .period(let summary):
      let text = PeriodText(summary, zone: zone, longestName: 30)
      (title, detail) = (text.title, text.detail())
    }
  }

  static func score(_ score: Float) -> String {
    guard score.isFinite else { return "-" }
    let hundredths = Int((min(max(score, 0), 1) * 100).rounded())
    return hundredths == 100 ? "1.00" : "0." + (hundredths < 10 ? "0" : "") + String(hundredths)
  }

  static func clock(_ date: Date, _ zone: TimeZone) -> String {
    date.formatted(
      Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: zone).year().month().day()
        .time(includingFractionalSeconds: false))
  }
}
