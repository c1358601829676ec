package import Foundation
package import VigilCore
package import VigilStationConfiguration
package import VigilStore

/// Posts messages to an address, as Standard Webhooks 1.0 says.
package struct Webhook: MessageChannel {
  package let name: String
  private let address: URL
  private let settings: ChannelSettings
  private let service: ServiceBody
  private let clocks: Clocks

  /// The longest body, in bytes, as Standard Webhooks advises.
  static let longestBody = 20_000

  /// Takes the settings of a channel; nil if it has no address, or a broker's.
  package init?(
    _ settings: ChannelSettings, station: String, clocks: Clocks = .machine, zone: TimeZone = .current
  ) {
    guard settings.url?.isBroker == false, let address = ServiceBody.address(settings) else { return nil }
    (name, self.address, self.settings, self.clocks) = (settings.name, address, settings, clocks)
    service = ServiceBody(settings, station: station, zone: zone)
  }

  /// What is posted, as UTF-8.
  package func body(of message: OutboxMessage) -> [UInt8] { service.bytes(of: message) }

  /// Makes one request.
  package func deliver(_ message: OutboxMessage, stop: StopRequest) -> DeliveryOutcome {
    let bytes = body(of: message)
    guard bytes.count <= Self.longestBody else {
      return .refused(
        "its body of \(bytes.count) bytes is longer than \(Self.longestBody); shorten the template")
    }
    let timestamp = Int(clocks.date().timeIntervalSince1970)
    var headers = [
      "Content-Type: application/json", "User-Agent: vigil/\(VigilVersion.current)",
      "webhook-id: \(message.key)", "webhook-timestamp: \(timestamp)",
      // libcurl would wait for leave to send.
      "Expect:",
    ]
    if !settings.secrets.isEmpty {
      let signature = WebhookSignature.value(
        id: message.key, timestamp: timestamp, body: bytes, keys: settings.secrets.map(\.revealed))
      headers.append("webhook-signature: \(signature)")
    }
    if let token = settings.token { headers.append("Authorization: Bearer \(token.revealed)") }
    let exchange = PostExchange(
      address, headers: headers, body: bytes, timeout: settings.timeout.value)
    return judge(exchange.run(stop: stop))
  }

  private func judge(_ result: Result<PostExchange.Answer, PostExchange.Failure>) -> DeliveryOutcome {
    let host = address.host() ?? ""
    switch result {
    case .failure(let failure): return .unavailable("\(host): \(failure.reason)")
    case .success(let answer):
      switch answer.status {
      case 200..<300: return .delivered
      case 300..<400:
        return .refused(
          "\(host) redirects (\(answer.status)), which is not followed; give the address it leads to")
      case 410: return .gone("\(host) says that nobody is there any more (410)")
      case 429, 502, 503, 504:
        return .unavailable("\(host) has no time (\(answer.status))", after: answer.retryAfter(clocks.date()))
      case 401, 403:
        return .refused("\(host) refuses the token or the address (\(answer.status)); check both")
      default: return .refused("\(host) answers \(answer.status)")
      }
    }
  }
}
