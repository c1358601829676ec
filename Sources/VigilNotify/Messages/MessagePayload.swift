import Foundation
import VigilCore
import VigilStationConfiguration
import VigilStore

/// All that a message tells, for programs: type, time and data, as Standard Webhooks has them.
struct MessagePayload: Encodable {
  /// `vigil.event.began`, `vigil.notice.ended`, …
  var type: String
  /// When it began, or what it is about was over.
  var timestamp: String
  var data: Facts

  /// What an event and a notice have.
  struct Facts: Encodable {
    var station: String
    var subject: String
    var revision: Int
    var camera: String?
    var title: String
    var message: String
    var start: String
    var end: String?
    var event: EventFacts?
    var notice: NoticeFacts?
    var summary: MessageSummaryFacts?
    var period: PeriodFacts?
  }
  /// What only an event has.
  struct EventFacts: Encodable {
    var id: String
    var severity: EventSeverity
    var state: EventState
    var peakScore: Float?
    var peakDate: String
    var threshold: Float?
    var model: String
    var part: Int
    var previousPart: String?
    var reasons: [String]
    var verdict: VerdictFacts?
  }
  /// What a program says of an event.
  struct VerdictFacts: Encodable {
    var verdict: EventVerdict.Kind
    var confidence: Double?
    var text: String
    var by: String
    var at: String
    var seconds: Double

    init(_ verdict: EventVerdict) {
      (self.verdict, confidence, seconds) = (verdict.kind, verdict.confidence, verdict.seconds)
      text = PlainText.line(verdict.text, longest: 500)
      (by, at) = (PlainText.line(verdict.by), MessagePayload.date(verdict.at))
    }
  }
  /// What only a notice has.
  struct NoticeFacts: Encodable {
    var kind: String
    var isInterrupted: Bool
  }

  init(_ message: OutboxMessage, station: String, zone: TimeZone, unacknowledged: Seconds? = nil) {
    let text = MessageText(message, zone: zone, unacknowledged: unacknowledged)
    data = Facts(
      station: station, subject: message.subject, revision: message.revision, title: text.title,
      message: text.detail, start: "")
    let kind: String
    switch message.content {
    case .event(let event):
      kind = "event"
      (data.camera, data.start) = (PlainText.line(event.camera), Self.date(event.start))
      data.end = Self.date(event.end)
      data.event = EventFacts(
        id: event.id.uuidString.lowercased(), severity: event.severity, state: event.state,
        peakScore: event.peakScore.isFinite ? event.peakScore : nil, peakDate: Self.date(event.peakDate),
        threshold: event.threshold.isFinite ? event.threshold : nil, model: PlainText.line(event.model),
        part: event.part, previousPart: event.previousPart?.uuidString.lowercased(),
        reasons: event.reasons.prefix(10).map { PlainText.line($0) },
        verdict: event.verdict.map(VerdictFacts.init))
    case .notice(let notice):
      kind = "notice"
      (data.camera, data.start) = (notice.camera.map { PlainText.line($0) }, Self.date(notice.start))
      data.end = notice.end.map(Self.date)
      data.notice = NoticeFacts(kind: PlainText.line(notice.kind), isInterrupted: notice.isInterrupted)
    case .summary(let summary):
      kind = "summary"
      (data.start, data.end) = (Self.date(summary.start), Self.date(summary.end))
      data.summary = MessageSummaryFacts(summary)
    case .period(let summary):
      kind = "period"
      (data.start, data.end) = (Self.date(summary.start), Self.date(summary.end))
      data.period = PeriodFacts(summary) { PlainText.line($0, longest: 60) }
    }
    type = "vigil.\(kind).\(message.phase.rawValue)"
    timestamp = message.phase == .began ? data.start : data.end ?? data.start
  }

  /// As JSON in UTF-8.
  var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Numbers that JSON cannot hold were left out.
    return Array((try? encoder.encode(self)) ?? Data())
  }

  static func date(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
