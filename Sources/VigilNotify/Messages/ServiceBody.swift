import Foundation
import VigilStationConfiguration
import VigilStore

/// Bodies as services want them.
struct ServiceBody {
  private let preset: ChannelSettings.Preset
  private let template: BodyTemplate?
  /// That of what nobody is to be woken by; nil where the service knows no such thing.
  private let quiet: BodyTemplate?
  private let station: String
  private let zone: TimeZone
  private let unacknowledged: Seconds?

  init(_ settings: ChannelSettings, station: String, zone: TimeZone) {
    (preset, self.station, self.zone) = (settings.preset, station, zone)
    unacknowledged = settings.escalateAfter
    template = settings.body ?? settings.url.flatMap { Self.template(settings.preset, $0.revealed) }
    quiet =
      settings.body != nil || settings.preset != .ntfy
      ? nil : settings.url.flatMap { Self.template(settings.preset, $0.revealed, isQuiet: true) }
  }

  /// The body of a message.
  func bytes(of message: OutboxMessage) -> [UInt8] {
    let payload = MessagePayload(message, station: station, zone: zone, unacknowledged: unacknowledged)
    guard let template = message.phase == .judged ? quiet ?? template : template else { return payload.bytes }
    var values: BodyTemplate.Values = [
      .title: payload.data.title, .message: payload.data.message, .camera: payload.data.camera ?? "",
      .phase: message.phase.rawValue, .subject: message.subject, .revision: "\(message.revision)",
      .start: payload.data.start, .end: payload.data.end ?? "",
    ]
    switch message.content {
    case .event(let event):
      (values[.kind], values[.severity]) = ("event", event.severity.rawValue)
      (values[.score], values[.threshold]) = (
        MessageText.score(event.peakScore), MessageText.score(event.threshold)
      )
    case .notice:
      (values[.kind], values[.severity], values[.score], values[.threshold]) = ("notice", "health", "0", "0")
    case .summary(let summary):
      let severity = summary.alarms > 0 ? "alarm" : summary.reviews > 0 ? "review" : "health"
      (values[.kind], values[.severity], values[.score], values[.threshold]) = ("summary", severity, "0", "0")
    case .period:
      (values[.kind], values[.severity], values[.score], values[.threshold]) = ("period", "review", "0", "0")
    }
    return template.filled(values.mapValues(escaped))
  }

  /// Where the body is posted to: ntfy takes JSON at its root only, Telegram takes the chat from the body.
  static func address(_ settings: ChannelSettings) -> URL? {
    guard let url = settings.url?.revealed else { return nil }
    guard settings.body == nil, var parts = URLComponents(url: url, resolvingAgainstBaseURL: false) else {
      return url
    }
    switch settings.preset {
    case .ntfy: parts.path = "/"
    case .telegram: parts.queryItems = parts.queryItems?.filter { $0.name != "chat_id" }
    case .json, .gotify, .slack, .discord: break
    }
    if parts.queryItems?.isEmpty == true { parts.query = nil }
    return parts.url
  }

  /// The templates are written here, so that each is JSON; what comes from the file's address stands in them as a text.
  ///
  /// - Parameter isQuiet: Whether the service is to show it without a sound.
  private static func template(
    _ preset: ChannelSettings.Preset, _ url: URL, isQuiet: Bool = false
  ) -> BodyTemplate? {
    func quoted(_ text: String) -> String {
      // A place in braces is none of ours here.
      let plain = text.filter { !"{}".contains($0) }
      return String(decoding: (try? JSONEncoder().encode(plain)) ?? Data("\"\"".utf8), as: UTF8.self)
    }
    switch preset {
    case .json: return nil
    case .ntfy:
      let topic = quoted(url.lastPathComponent)
      // What has the same sequence takes the place of what came before (ntfy 2.16 and later).
      return try? BodyTemplate(
        "{\"topic\": \(topic), \"title\": \"{title}\", \"message\": \"{message}\", \"sequence_id\": \"{subject}\""
          + (isQuiet ? ", \"priority\": 2}" : "}"))
    case .gotify:
      return try? BodyTemplate(#"{"title": "{title}", "message": "{message}", "priority": 8}"#)
    case .slack:
      return try? BodyTemplate(#"{"text": "{title}\n{message}"}"#)
    case .discord:
      return try? BodyTemplate(#"{"content": "{title}\n{message}", "allowed_mentions": {"parse": []}}"#)
    case .telegram:
      let chat = URLComponents(url: url, resolvingAgainstBaseURL: false)?.queryItems?
        .first { $0.name == "chat_id" }?.value
      return try? BodyTemplate(
        "{\"chat_id\": \(quoted(chat ?? "")), \"text\": \"{title}\\n{message}\", \"link_preview_options\": {\"is_disabled\": true}}"
      )
    }
  }

  /// A value as a service shows it as it is, beyond what JSON needs.
  private func escaped(_ value: String) -> String {
    switch preset {
    case .json, .ntfy, .gotify, .telegram: return value
    case .slack:
      // "Escaping text" of Slack: without these, <!channel> and links come to life.
      return value.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    case .discord:
      return String(value.flatMap { #"\*_~`|>[]()#<@:"#.contains($0) ? ["\\", $0] : [$0] })
    }
  }
}
