package import Foundation
package import VigilCore
package import VigilStationConfiguration
package import VigilStore

/// Publishes messages to a broker of MQTT.
package final class Broker: MessageChannel {
  package let name: String
  private let station: String
  private let topics: BrokerTopics
  private let options: BrokerOptions
  private let clocks: Clocks
  private let zone: TimeZone
  private let mailbox = BrokerMailbox()
  private let settings: ChannelSettings

  /// How long a connection may take at the end until it is left alone, in seconds.
  private static let longestEnd = 5.0
  /// What is longer, in bytes, is no picture of ours.
  private static let longestPicture = 1 << 20

  /// Takes the settings of a channel; nil if it is no broker's.
  package init?(
    _ settings: ChannelSettings, station: String, clocks: Clocks = .machine, zone: TimeZone = .current
  ) {
    let topics = BrokerTopics(prefix: settings.topic.text, station: station)
    guard let options = BrokerOptions(settings, topics: topics) else { return nil }
    (name, self.station, self.topics, self.options) = (settings.name, station, topics, options)
    (self.clocks, self.zone, self.settings) = (clocks, zone, settings)
  }

  /// Which cameras the station has, of which those of this channel are shown.
  package func follow(_ cameras: [String]) {
    mailbox.follow(cameras.filter { settings.cameras.isEmpty || settings.cameras.contains($0) })
  }

  /// How the cameras are.
  package func note(_ states: [CameraState]) { mailbox.note(states) }

  /// The picture with the highest score of an event so far, JPEG.
  package func show(_ picture: Data, of event: StoredEvent) {
    guard settings.hasPictures, picture.count <= Self.longestPicture,
      settings.severity.contains(where: { $0.rawValue == event.severity.rawValue })
    else { return }
    mailbox.show(Array(picture), of: event.camera)
  }

  /// Keeps a connection until a stop is requested; what is told and delivered meanwhile goes over it.
  ///
  /// - Parameter command: Is told what somebody at the broker wants; it must not wait.
  package func run(
    stop: StopRequest, command: @escaping @Sendable (ArmingCommand) -> Void = { _ in }
  ) async {
    let ended = StopRequest()
    Task { [options, mailbox, clocks] in
      await BrokerLoop(options, mailbox: mailbox, clocks: clocks, command: command).run(stop: stop)
      ended.request()
    }
    try? await stop.ending { try await Task.sleep(for: .seconds(Int64(Int32.max))) }
    mailbox.waker.wake()
    // A machine that does not answer at all can hold the library for minutes.
    try? await ended.ending { try await Task.sleep(for: .seconds(Self.longestEnd)) }
  }

  package var reach: ChannelReach { mailbox.reach }

  /// Publishes a message, and waits until the broker acknowledges it.
  package func deliver(_ message: OutboxMessage, stop: StopRequest) -> DeliveryOutcome {
    let topic =
      switch message.content {
      case .event(let event): topics.events(of: event.camera)
      case .notice(let notice): topics.notices(of: notice.camera)
      case .summary: topics.summaries
      case .period: topics.periods
      }
    let payload = MessagePayload(
      message, station: station, zone: zone, unacknowledged: settings.escalateAfter
    ).bytes
    // The thread gives up first, and says why.
    return mailbox.deliver(
      BrokerMailbox.Publication(topic: topic, payload: payload), within: 2 * options.timeout, clocks: clocks,
      stop: stop)
  }
}
