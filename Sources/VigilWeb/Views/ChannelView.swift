import Foundation
import VigilStore

/// Until when something is silent, and who says so.
struct SnoozeView: Encodable {
  var by: String
  var at: Date
  var until: Date?

  init(_ change: RuntimeChange) { (by, at, until) = (change.by, change.at, change.until) }
}

/// A channel as clients see it: by its name, never by its address.
struct ChannelView: Encodable {
  var name: String
  /// Whether it is told something at this moment.
  var told: Bool
  var snooze: SnoozeView?
  /// Messages that wait.
  var waiting: Int
  /// What was held back.
  var held: Int
  /// Messages that were ever given up.
  var lost: Int
}

/// All channels.
struct ChannelList: Encodable {
  var channels: [ChannelView]
  /// What keeps all of them silent.
  var snooze: SnoozeView?

  init(_ shown: ShownChannels) {
    channels = shown.channels.map { one in
      ChannelView(
        name: one.channel.name, told: shown.isTold(one), snooze: one.snooze.map(SnoozeView.init),
        waiting: one.counts.waiting, held: one.counts.held, lost: one.counts.lost)
    }
    snooze = shown.snooze.map(SnoozeView.init)
  }
}
