public import Foundation
import Synchronization
public import VigilCore
public import VigilStationConfiguration
public import VigilStore

/// Tells people and programs of what a station stores, by the channels of its file, and brokers also how its cameras are.
///
/// The messages are in the station's database, written with what they are about; this delivers them. When the file has changed, `follow`
/// takes its channels: those that are the same go on undisturbed.
public final class Notifier: Sendable {
  /// A channel, from its place in the file until it is another.
  private final class Member: Sendable {
    let settings: ChannelSettings
    let channel: any MessageChannel
    /// It is over when this is requested.
    let end = StopRequest()

    init(_ settings: ChannelSettings, _ channel: any MessageChannel) {
      (self.settings, self.channel) = (settings, channel)
    }

    var broker: Broker? { channel as? Broker }
  }

  private struct Content {
    var members: [Member] = []
    var cameras: [String]?
  }

  private let content = Mutex(Content())
  private let pictures: PictureShelf
  private let station: String
  private let clocks: Clocks
  private let zone: TimeZone

  /// How long it takes until other channels are noticed, in seconds.
  private static let interval = 0.5

  /// Takes the channels of a file.
  ///
  /// - Parameters:
  ///   - station: The station's name, which messages tell.
  ///   - zone: In which messages tell times, and schedules are.
  public init(
    _ channels: [ChannelSettings], station: String, clocks: Clocks = .machine, zone: TimeZone = .current
  ) {
    (self.station, self.clocks, self.zone) = (station, clocks, zone)
    pictures = PictureShelf(clocks: clocks)
    follow(channels)
  }

  private var members: [Member] { content.withLock { $0.members } }
  private var brokers: [Broker] { members.compactMap(\.broker) }

  /// The channels, in the order of the file.
  public var channels: [ChannelSettings] { members.map(\.settings) }

  /// What the channels want to be told, for the store.
  public var routes: [OutboxRoute] { channels.map { OutboxRoute($0, zone: zone) } }

  /// Takes the channels of a file that was read again; what waits for a channel goes where one of its name leads now.
  public func follow(_ channels: [ChannelSettings]) {
    content.withLock { content in
      content.members = channels.compactMap { settings in
        if let same = content.members.first(where: { $0.settings == settings }) { return same }
        guard let channel = channel(settings) else { return nil }
        let member = Member(settings, channel)
        if let cameras = content.cameras { member.broker?.follow(cameras) }
        return member
      }
    }
  }

  private func channel(_ settings: ChannelSettings) -> (any MessageChannel)? {
    switch settings.kind {
    case .webhook: Webhook(settings, station: station, clocks: clocks, zone: zone)
    case .command: CommandChannel(settings, station: station, clocks: clocks, zone: zone)
    case .mail: Mail(settings, station: station, pictures: pictures, clocks: clocks, zone: zone)
    case .broker: Broker(settings, station: station, clocks: clocks, zone: zone)
    case nil: nil
    }
  }

  /// Which cameras the station has; brokers forget all others.
  public func follow(cameras: [String]) {
    content.withLock { $0.cameras = cameras }
    for broker in brokers { broker.follow(cameras) }
  }

  /// How the cameras are; to be told about once a second.
  ///
  /// - Parameter states: Asked only if somebody wants to know.
  public func note(_ states: @autoclosure () -> [CameraState]) {
    let brokers = brokers
    guard !brokers.isEmpty else { return }
    let states = states()
    for broker in brokers { broker.note(states) }
  }

  /// The picture with the highest score of an event so far, JPEG, for those who may have it.
  public func show(_ picture: Data, of event: StoredEvent) {
    let members = members
    for member in members { member.broker?.show(picture, of: event) }
    if members.contains(where: { $0.settings.kind == .mail && $0.settings.hasPictures }) {
      pictures.put(picture, of: event.id)
    }
  }

  /// Delivers until a stop is requested.
  ///
  /// - Parameters:
  ///   - command: Is told what somebody at a broker wants; it must not wait.
  ///   - report: Is told how channels fare; it must not wait.
  ///   - change: Is called at the beginning, and when there are other channels, before anything is delivered to those.
  public func run(
    _ store: StationStore, stop: StopRequest, command: @escaping @Sendable (ArmingCommand) -> Void,
    report: @escaping @Sendable (NotifyReport) -> Void, change: @Sendable () async -> Void = {}
  ) async {
    pictures.look(in: store)
    var running: [(member: Member, task: Task<Void, Never>)] = []
    var isFirst = true
    while !stop.isRequested {
      let wanted = members
      let over = running.filter { one in !wanted.contains { $0 === one.member } }
      for one in over { one.member.end.request() }
      for one in over { await one.task.value }
      for one in over { report(.left(one.member.settings.name)) }
      running.removeAll { one in over.contains { $0.member === one.member } }
      let new = wanted.filter { member in !running.contains { $0.member === member } }
      if isFirst || !over.isEmpty || !new.isEmpty {
        store.follow(wanted.map { OutboxRoute($0.settings, zone: zone) })
        await change()
      }
      isFirst = false
      for member in new { running.append((member, deliver(by: member, store, command, report))) }
      try? await stop.ending { try await Task.sleep(for: .seconds(Self.interval)) }
    }
    for one in running { one.member.end.request() }
    for one in running { await one.task.value }
  }

  private func deliver(
    by member: Member, _ store: StationStore, _ command: @escaping @Sendable (ArmingCommand) -> Void,
    _ report: @escaping @Sendable (NotifyReport) -> Void
  ) -> Task<Void, Never> {
    let delivery = Delivery(
      member.channel, store: store, schedule: member.broker == nil ? .usual : .connected, clocks: clocks,
      report: report)
    return Task {
      async let connected: Void? = member.broker?.run(stop: member.end, command: command)
      await delivery.run(stop: member.end)
      _ = await connected
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
