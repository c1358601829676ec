import Foundation
import VigilStore

/// Where the station tells what has changed, and streams of updates read it.
///
/// Telling never waits: whoever reads too slowly loses the oldest updates, which are counted and told.
public final class UpdateFeed: Sendable {
  /// What a stream reads.
  enum Item: Sendable {
    case update(WatchedUpdate)
    /// A sign of life is due, and the session is to be checked again.
    case beat
  }

  /// One reader.
  final class Subscription: Sendable {
    let items: AsyncStream<Item>
    fileprivate let continuation: AsyncStream<Item>.Continuation
    private let dropped = LockedValue(0)

    fileprivate init(limit: Int) {
      (items, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(limit))
    }

    fileprivate func give(_ item: Item) {
      if case .dropped(let lost) = continuation.yield(item), case .update = lost {
        dropped.withLock { $0 += 1 }
      }
    }

    /// Reads no further.
    func end() { continuation.finish() }

    /// How many updates were lost since this was asked last.
    func takeDropped() -> Int {
      dropped.withLock { count in
        defer { count = 0 }
        return count
      }
    }
  }

  private struct Readers {
    var next = 0
    var all: [Int: Subscription] = [:]
    var isEnded = false
  }

  private let readers = LockedValue(Readers())

  /// Nobody reads yet.
  public init() {}

  /// Tells an update to all who read.
  public func publish(_ update: WatchedUpdate) { give(.update(update)) }

  /// Asks all streams for a sign of life.
  package func beat() { give(.beat) }

  /// Ends all streams, and those that begin later.
  func end() {
    let all = readers.withLock { readers in
      readers.isEnded = true
      return Array(readers.all.values)
    }
    for reader in all { reader.continuation.finish() }
  }

  /// How many read.
  package var readerCount: Int { readers.withLock { $0.all.count } }

  func subscribe(limit: Int) -> Subscription {
    let subscription = Subscription(limit: limit)
    let isEnded = readers.withLock { readers in
      let key = readers.next
      readers.next += 1
      readers.all[key] = subscription
      subscription.continuation.onTermination = { [weak self] _ in
        self?.readers.withLock { $0.all[key] = nil }
      }
      return readers.isEnded
    }
    if isEnded { subscription.continuation.finish() }
    return subscription
  }

  private func give(_ item: Item) {
    let all = readers.withLock { Array($0.all.values) }
    for reader in all { reader.give(item) }
  }
}
