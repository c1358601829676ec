public import Foundation
public import VigilCore
public import VigilStationConfiguration
public import VigilStore

/// Tells people and programs of what a station stores, by the channels of its file, and brokers also how its cameras are.
///
/// The messages are in the station's database, written with what they are about; this delivers them.
public struct Notifier: Sendable {
  private let channels: [ChannelSettings]
  private let brokers: [Broker]
  /// Those that only a message shows to be there.
  private let others: [any MessageChannel]
  private let pictures: PictureShelf
  private let wantsPictures: Bool
  private let clocks: Clocks
  private let zone: TimeZone

  /// Takes the channels of a file.
  ///
  /// - Parameters:
  ///   - station: The station's name, which messages tell.
  ///   - zone: In which messages tell times, and schedules are.
  public init(
    _ channels: [ChannelSettings], station: String, clocks: Clocks = .machine, zone: TimeZone = .current
  ) {
    (self.channels, self.clocks, self.zone) = (channels, clocks, zone)
    brokers = channels.compactMap { Broker($0, station: station, clocks: clocks, zone: zone) }
    let pictures = PictureShelf(clocks: clocks)
    self.pictures = pictures
    wantsPictures = channels.contains { $0.kind == .mail && $0.hasPictures }
    others = channels.compactMap { settings in
      switch settings.kind {
      case .webhook: Webhook(settings, station: station, clocks: clocks, zone: zone)
      case .command: CommandChannel(settings, station: station, clocks: clocks, zone: zone)
      case .mail: Mail(settings, station: station, pictures: pictures, clocks: clocks, zone: zone)
      case .broker, nil: nil
      }
    }
  }

  /// What the channels want to be told, for the store.
  public var routes: [OutboxRoute] { channels.map { OutboxRoute($0, zone: zone) } }

  /// Whether anybody wants to know how cameras are.
  public var wantsStates: Bool { !brokers.isEmpty }

  /// Which cameras the station has; brokers forget all others.
  public func follow(cameras: [String]) {
    for broker in brokers { broker.follow(cameras) }
  }

  /// How the cameras are; to be told about once a second.
  public func note(_ states: [CameraState]) {
    for broker in brokers { broker.note(states) }
  }

  /// The picture with the highest score of an event so far, JPEG, for those who may have it.
  public func show(_ picture: Data, of event: StoredEvent) {
    for broker in brokers { broker.show(picture, of: event) }
    if wantsPictures { pictures.put(picture, of: event.id) }
  }

  /// Delivers until a stop is requested.
  ///
  /// - Parameters:
  ///   - command: Is told what somebody at a broker wants; it must not wait.
  ///   - report: Is told how channels fare; it must not wait.
  public func run(
    _ store: StationStore, stop: StopRequest, command: @escaping @Sendable (ArmingCommand) -> Void,
    report: @escaping @Sendable (NotifyReport) -> Void
  ) async {
    pictures.look(in: store)
    await withTaskGroup(of: Void.self) { group in
      func deliver(by channel: any MessageChannel, _ schedule: DeliverySchedule) {
        group.addTask { [clocks] in
          await Delivery(channel, store: store, schedule: schedule, clocks: clocks, report: report)
            .run(stop: stop)
        }
      }
      for channel in others { deliver(by: channel, .usual) }
      for broker in brokers {
        group.addTask { await broker.run(stop: stop, command: command) }
        deliver(by: broker, .connected)
      }
    }
  }
}

extension ChannelSettings {
  /// When a channel is told of something.
  package func schedule(of kind: MessageKind) -> Schedule {
    switch kind {
    case .alarm: schedule
    case .review: reviewSchedule ?? schedule
    case .fault: healthSchedule ?? schedule
    }
  }
}

extension OutboxRoute {
  /// What a channel wants to be told.
  init(_ settings: ChannelSettings, zone: TimeZone) {
    self.init(
      channel: settings.name, cameras: settings.cameras.isEmpty ? nil : Set(settings.cameras),
      severities: Set(settings.severity.compactMap { EventSeverity(rawValue: $0.rawValue) }),
      phases: Set(settings.phases.compactMap { MessagePhase(rawValue: $0.rawValue) }),
      healthDelay: settings.tellsHealth ? settings.healthDelay.value : nil,
      limit: settings.atMost.map { Limit(count: $0.count, seconds: $0.seconds) },
      escalation: settings.escalateAfter?.value,
      isOpen: { date, kind in settings.schedule(of: kind).contains(date, in: zone) })
  }
}
