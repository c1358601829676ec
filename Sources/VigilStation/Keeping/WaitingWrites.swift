import Foundation
import VigilStore

/// Something that waits to be written to the database.
struct WaitingWrite: Sendable {
  /// The event that it is the state of.
  var event: UUID?
  var work: @Sendable (StationStore) throws -> Void
  /// Called when it is written.
  var then: (@Sendable () -> Void)?

  init(
    event: UUID, then: @escaping @Sendable () -> Void,
    _ work: @escaping @Sendable (StationStore) throws -> Void
  ) {
    (self.event, self.then, self.work) = (event, then, work)
  }

  init(_ work: @escaping @Sendable (StationStore) throws -> Void) { self.work = work }
}

/// What waits to be written, in its order, up to a limit: of each event the newest state.
struct WaitingWrites: Sendable {
  private let most: Int
  private var entries: [(number: Int, write: WaitingWrite, listeners: [@Sendable () -> Void])] = []
  /// How many there ever were.
  private var count = 0
  private var lostEvents = 0

  /// Nothing waits.
  init(most: Int) { self.most = most }

  /// What is to be written next, and its number.
  var first: (number: Int, write: WaitingWrite)? { entries.first.map { ($0.number, $0.write) } }
  /// How many events wait.
  var events: Int { entries.count { $0.write.event != nil } }

  /// Adds something; gives up the oldest beyond the limit, events last.
  mutating func add(_ write: WaitingWrite) {
    var listeners = [write.then].compactMap { $0 }
    if let event = write.event, let former = entries.firstIndex(where: { $0.write.event == event }) {
      listeners = entries.remove(at: former).listeners + listeners
    }
    count += 1
    entries.append((count, write, listeners))
    guard entries.count > most else { return }
    let oldest = entries.firstIndex { $0.write.event == nil } ?? 0
    if entries.remove(at: oldest).write.event != nil { lostEvents += 1 }
  }

  /// Takes out what was written.
  ///
  /// - Returns: whom to tell.
  mutating func remove(_ number: Int) -> [@Sendable () -> Void] {
    guard let place = entries.firstIndex(where: { $0.number == number }) else { return [] }
    return entries.remove(at: place).listeners
  }

  /// Whom to tell that nothing can be written: nobody waits for anything from now on.
  mutating func takeListeners() -> [@Sendable () -> Void] {
    defer { for place in entries.indices { entries[place].listeners = [] } }
    return entries.flatMap(\.listeners)
  }

  /// How many events were given up since the last call.
  mutating func takeLostEvents() -> Int {
    defer { lostEvents = 0 }
    return lostEvents
  }
}
