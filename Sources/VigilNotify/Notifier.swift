public import VigilCore
public import VigilStationConfiguration
public import VigilStore

/// Tells people and programs of what a station stores, by the channels of its file.
///
/// The messages are in the station's database, written with what they are about; this delivers them.
public struct Notifier: Sendable {
  private let channels: [ChannelSettings]
  private let station: String

  /// Takes the channels of a file.
  ///
  /// - Parameter station: The station's name, which messages tell.
  public init(_ channels: [ChannelSettings], station: String) {
    (self.channels, self.station) = (channels, station)
  }

  /// What the channels want to be told, for the store.
  public var routes: [OutboxRoute] { channels.map(OutboxRoute.init) }

  /// Delivers until a stop is requested.
  ///
  /// - Parameter report: Is told how channels fare; it must not wait.
  public func run(
    _ store: StationStore, clocks: Clocks = .machine, stop: StopRequest,
    report: @escaping @Sendable (NotifyReport) -> Void
  ) async {
    await withTaskGroup(of: Void.self) { group in
      for settings in channels {
        if let broker = Broker(settings, station: station, clocks: clocks) {
          group.addTask { await broker.run(stop: stop) }
          group.addTask {
            await Delivery(broker, store: store, schedule: .connected, clocks: clocks, report: report)
              .run(stop: stop)
          }
        } else if let webhook = Webhook(settings, station: station, clocks: clocks) {
          group.addTask {
            await Delivery(webhook, store: store, clocks: clocks, report: report).run(stop: stop)
          }
        }
      }
    }
  }
}

extension OutboxRoute {
  /// What a channel wants to be told.
  init(_ settings: ChannelSettings) {
    self.init(
      channel: settings.name, cameras: settings.cameras.isEmpty ? nil : Set(settings.cameras),
      severities: Set(settings.severity.compactMap { EventSeverity(rawValue: $0.rawValue) }),
      phases: Set(settings.phases.compactMap { MessagePhase(rawValue: $0.rawValue) }),
      healthDelay: settings.tellsHealth ? settings.healthDelay.value : nil)
  }
}
