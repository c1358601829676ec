import NIOCore

/// The connections of the server, of which there is a limited number.
///
/// Beyond it the one that has been idle longest gives way, so that any number of peers that connect and say nothing keep nobody out. Where
/// all are busy, the new one is refused.
final class ConnectionTable: Sendable {
  private struct Entry {
    var channel: any Channel
    /// When it became idle, as a count of such moments; nil while it is busy.
    var idle: Int?
  }
  private struct Entries {
    var all: [ObjectIdentifier: Entry] = [:]
    var moment = 0
  }

  private let entries = LockedValue(Entries())
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Takes a new connection.
  ///
  /// - Returns: whether it may stay, and which other one has to give way.
  func add(_ channel: any Channel) -> (isTaken: Bool, evicted: (any Channel)?) {
    entries.withLock { entries in
      var evicted: (any Channel)?
      if entries.all.count >= limit {
        let idlest = entries.all.filter { $0.value.idle != nil }.min {
          $0.value.idle ?? 0 < $1.value.idle ?? 0
        }
        guard let idlest else { return (false, nil) }
        evicted = idlest.value.channel
        entries.all[idlest.key] = nil
      }
      entries.moment += 1
      entries.all[ObjectIdentifier(channel)] = Entry(channel: channel, idle: entries.moment)
      return (true, evicted)
    }
  }

  func setBusy(_ channel: any Channel, _ isBusy: Bool) {
    entries.withLock { entries in
      entries.moment += 1
      entries.all[ObjectIdentifier(channel)]?.idle = isBusy ? nil : entries.moment
    }
  }

  func remove(_ channel: any Channel) {
    entries.withLock { $0.all[ObjectIdentifier(channel)] = nil }
  }

  var count: Int { entries.withLock { $0.all.count } }
}
