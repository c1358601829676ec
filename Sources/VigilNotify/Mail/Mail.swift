package import Foundation
package import VigilCore
import VigilHashing
package import VigilStationConfiguration
package import VigilStore

/// Sends messages as mail, one for each that the channel is told.
package final class Mail: MessageChannel {
  package let name: String
  private let server: MailExchange.Server
  private let host: String
  private let (from, to): (MailAddress, [MailAddress])
  private let hasPictures: Bool
  private let pictures: PictureShelf
  private let (station, identity): (String, String)
  private let clocks: Clocks
  private let zone: TimeZone
  private let unacknowledged: Seconds?

  /// Takes the settings of a channel; nil if it is not one of mail.
  ///
  /// - Parameter pictures: Where the events' pictures are.
  package init?(
    _ settings: ChannelSettings, station: String, pictures: PictureShelf, clocks: Clocks = .machine,
    zone: TimeZone = .current
  ) {
    guard settings.kind == .mail, let url = settings.url, let from = settings.from,
      var parts = URLComponents(url: url.revealed, resolvingAgainstBaseURL: false)
    else { return nil }
    // Ports of mail that is handed in (RFC 8314); on this machine that of a mail server.
    parts.port = parts.port ?? (url.isEncrypted ? 465 : url.isLoopback ? 25 : 587)
    guard let address = parts.url else { return nil }
    server = MailExchange.Server(
      address: address, encryption: settings.mailEncryption, authorities: settings.authorities,
      user: settings.user, password: settings.password, timeout: settings.timeout.value)
    (name, host, self.from, to) = (settings.name, address.host() ?? "", from, settings.to)
    (hasPictures, self.pictures) = (settings.hasPictures, pictures)
    self.station = station
    identity = String(
      SHA256.hexadecimal(of: "\(ProcessInfo.processInfo.hostName)/\(station)").prefix(16))
    (self.clocks, self.zone) = (clocks, zone)
    unacknowledged = settings.escalateAfter
  }

  /// Sends one mail to all who do not have it yet.
  package func deliver(_ message: OutboxMessage, stop: StopRequest) -> DeliveryOutcome {
    let recipients = to.filter { !message.reached.contains($0.text) }
    // Whoever did not have it is no recipient any more.
    guard !recipients.isEmpty else { return .delivered }
    var picture: Data?
    if hasPictures, case .event(let event) = message.content {
      picture = pictures.picture(of: event, stop: stop)
    }
    let text = MailText(
      message, from: from, to: to, station: station, identity: identity, hasPicture: picture != nil,
      date: clocks.date(), zone: zone, unacknowledged: unacknowledged)
    let exchange = MailExchange(
      text, picture: picture, to: server, from: from, recipients: recipients, clocks: clocks, stop: stop)
    let verdict = MailVerdict(
      exchange.run(), host: host, recipients: recipients.map(\.text),
      areRest: recipients.count < to.count, shown: shown)
    let reached = message.reached.union(verdict.reached.map { recipients[$0].text })
    // Nobody has it twice.
    if case .refused(let reason) = verdict.outcome, !reached.isEmpty {
      return .deferred(reason, reached: reached)
    }
    return verdict.outcome
  }

  /// What a server said, without what it may repeat of the login.
  private func shown(_ text: String) -> String {
    var text = text
    for secret in [server.user, server.password] {
      if let secret, !secret.revealed.isEmpty { text = text.replacing(secret.revealed, with: "***") }
    }
    return PlainText.line(text)
  }
}
