import Foundation
import VigilCore
import VigilStationConfiguration
import VigilStore

/// A message as a mail: its fields, and what is to be read.
struct MailText {
  /// The fields of its head, each without the end of its line.
  let head: [String]
  /// For programs that show no pages.
  let plain: String
  /// The same as a page; shows the picture `cid:picture` if there is one.
  let page: String

  /// - Parameters:
  ///   - identity: What tells this station's mails apart from all others', of letters and digits.
  ///   - date: When it is sent.
  ///   - unacknowledged: As `MessageText` has it.
  init(
    _ message: OutboxMessage, from: MailAddress, to: [MailAddress], station: String, identity: String,
    hasPicture: Bool, date: Date, zone: TimeZone, unacknowledged: Seconds? = nil
  ) {
    let text = MessageText(message, zone: zone, unacknowledged: unacknowledged)
    func id(_ name: String) -> String { "<\(name).\(identity)@\(from.domain)>" }
    // Of all mails about one event these are the same, so that they are shown as one conversation.
    let (root, first) = (id(message.subject), id("\(message.subject)-1"))
    let own = id(message.key)
    head =
      [
        "Date: \(HeaderText.date(date))",
        "From: \(HeaderText.mailbox("Vigil " + PlainText.line(station), from.text))",
        "To: " + to.map { "<\($0.text)>" }.joined(separator: ",\r\n "),
        HeaderText.field("Subject", Self.subject(message, zone)),
        "Message-ID: \(own)",
      ]
      + (own == first ? [] : ["In-Reply-To: \(first)"])
      + [
        "References: \(root)" + (own == first ? "" : "\r\n \(first)"),
        // Those who are away do not answer (RFC 3834).
        "Auto-Submitted: auto-generated", "Content-Type: multipart/alternative",
      ]
    let body =
      switch message.content {
      case .event(let event):
        MailBody([text.title, text.detail] + event.reasons.prefix(10).map { PlainText.line($0) })
      case .notice, .summary: MailBody([text.title, text.detail])
      case .period(let summary): MailBody(summary, zone: zone)
      }
    let foot = "Vigil, station \(PlainText.line(station)), \(message.subject)"
    plain = (body.plain + ["", "-- ", foot]).joined(separator: "\r\n") + "\r\n"
    let picture =
      hasPicture ? ["<p><img src=\"cid:picture\" alt=\"The picture with the highest score\"></p>"] : []
    page =
      ([
        "<!DOCTYPE html>",
        "<html lang=\"en\"><head><meta charset=\"utf-8\"><title>\(text.title.escapedForPage)</title></head><body>",
      ]
      + body.page + picture + ["<p><small>\(foot.escapedForPage)</small></p>", "</body></html>", ""])
      .joined(separator: "\r\n")
  }

  /// What is the same for the beginning, the course and the end: programs that group mails by their subject group these, and no others.
  private static func subject(_ message: OutboxMessage, _ zone: TimeZone) -> String {
    var beginning = message
    beginning.phase = .began
    let start: Date? =
      switch message.content {
      case .event(let event): event.start
      case .notice(let notice): notice.start
      case .summary(let summary): summary.start
      // Its title says when it is.
      case .period: nil
      }
    guard let start else { return MessageText(message, zone: zone).title }
    return "\(MessageText(beginning, zone: zone).title), \(MessageText.clock(start, zone))"
  }
}
