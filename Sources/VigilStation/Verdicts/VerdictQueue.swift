import Foundation

/// Events that wait to be judged, in their order, up to a limit.
struct VerdictQueue {
  private let most: Int
  private(set) var events: [UUID] = []

  /// Nothing waits.
  init(most: Int) { self.most = most }

  /// Adds an event at the end, unless it waits already.
  ///
  /// - Returns: false if there is no room.
  mutating func add(_ event: UUID) -> Bool {
    guard !events.contains(event) else { return true }
    guard events.count < most else { return false }
    events.append(event)
    return true
  }

  /// Puts an event back that could not be asked of.
  mutating func putBack(_ event: UUID) { events.insert(event, at: 0) }

  /// Takes out the next.
  mutating func next() -> UUID? { events.isEmpty ? nil : events.removeFirst() }
}
