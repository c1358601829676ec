public import Foundation
import VigilNotify
public import VigilStationConfiguration
public import VigilStore

/// What a channel is told of, and what of that at some moment: reviews and faults may have hours of their own.
public struct ChannelHours: Hashable, Sendable {
  /// What it is told of at some time or other.
  public var kinds: [MessageKind]
  /// What of that its hours allow now.
  public var open: [MessageKind]

  /// Makes a value.
  public init(kinds: [MessageKind] = MessageKind.allCases, open: [MessageKind] = MessageKind.allCases) {
    (self.kinds, self.open) = (kinds, open)
  }

  /// Those of a channel of the file.
  public init(_ channel: ChannelSettings, at date: Date, timeZone: TimeZone) {
    kinds = MessageKind.allCases.filter { kind in
      switch kind {
      case .alarm: channel.severity.contains(.alarm)
      case .review: channel.severity.contains(.review)
      case .fault: channel.tellsHealth
      }
    }
    open = kinds.filter { channel.schedule(of: $0).contains(date, in: timeZone) }
  }

  /// Whether it is told anything: `yes`, `only alarms and faults`, `outside its schedule`, or `no`.
  public var words: String {
    if kinds.isEmpty { return "no" }
    if open.count == kinds.count { return "yes" }
    return open.isEmpty
      ? "outside its schedule" : "only " + open.map { "\($0.rawValue)s" }.joined(separator: " and ")
  }
}
