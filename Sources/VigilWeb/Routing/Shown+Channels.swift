import Foundation
import HTTPTypes
import VigilStation
import VigilStore

/// Whom the station tells, as it is now.
struct ShownChannels: Sendable {
  /// One channel.
  struct Channel: Sendable {
    var channel: WatchedChannel
    /// What waits for it.
    var counts: ChannelCounts
    /// Who keeps it silent, and until when.
    var snooze: RuntimeChange?
  }

  var channels: [Channel]
  /// Who keeps all of them silent.
  var snooze: RuntimeChange?

  /// Whether a channel is told something at this moment.
  func isTold(_ one: Channel) -> Bool {
    snooze == nil && one.snooze == nil && !one.channel.hours.open.isEmpty
  }
}

/// A channel tells of all cameras: it exists for those who see all of them.
extension Shown {
  /// All channels, and until when they are silent.
  func channels(at date: Date) async throws -> ShownChannels {
    let all = channels
    let changes = try await changes(at: date)
    return try await read { store in
      ShownChannels(
        channels: try all.map { channel in
          ShownChannels.Channel(
            channel: channel, counts: try store.counts(of: channel.name),
            snooze: ChannelSnooze.of(channel.name, in: changes))
        }, snooze: ChannelSnooze.of(nil, in: changes))
    }
  }

  /// Keeps channels silent until a moment, or wakes them; nil as the name for everything.
  ///
  /// - Throws: `Problem` 404 for a channel that there is not, 403 for everything, if the viewer does not see all cameras.
  func snooze(channel name: String?, until: Date?, at date: Date) async throws {
    let names = channels.map(\.name)
    if let name, !names.contains(name) { throw Problem.missing("channel") }
    guard viewer.seesStation else {
      throw Problem(.forbidden, "channels tell of all cameras, and your account sees only some of them")
    }
    let changes = ChannelSnooze.changes(
      name.map { [$0] } ?? [], of: names, until: until, by: viewer.name, at: date)
    try await read { store in for change in changes { try store.set(change) } }
  }
}
