import Foundation

/// What waits for one client of a live stream.
///
/// Adding never waits. A client that is too slow loses all pictures that wait, and gets the next from which its player can begin, with
/// the count of those that were left out; of all else that waits, the newest of each kind and camera is kept.
package final class LiveQueue: Sendable {
  /// How much may wait, beside what a client gets first.
  package struct Limits: Hashable, Sendable {
    /// Records at once.
    package var records = 1024
    /// Their size in bytes.
    package var bytes = 4 << 20
    /// The age of the oldest in seconds.
    package var age = 2.0

    /// The usual limits.
    package init() {}
  }

  private struct Entry {
    var record: LiveRecord
    var time: Double
    /// Whether it counts against the limits: what comes first is shared with all clients, and as much as there is.
    var isCounted: Bool
    /// How many pictures it tells of that were left out.
    var missing = 0
  }

  private struct State {
    var waiting: [Entry] = []
    /// Entries before this one are taken.
    var taken = 0
    var count = 0
    var bytes = 0
    /// Pictures that were left out, by camera, until a player can begin again.
    var missing: [UInt8: Int] = [:]
    var isEnded = false
  }

  /// Yields whenever there may be something to take; ends with the queue.
  package let signals: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation
  private let state = LockedValue(State())
  private let limits: Limits
  private let onLoss: @Sendable (Int) -> Void

  /// An empty queue.
  ///
  /// - Parameter onLoss: Told of pictures that were left out, with their number.
  package init(_ limits: Limits = Limits(), onLoss: @escaping @Sendable (Int) -> Void = { _ in }) {
    (self.limits, self.onLoss) = (limits, onLoss)
    (signals, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Adds a record.
  ///
  /// - Parameters:
  ///   - now: Monotonic seconds.
  ///   - isFirst: Whether it is of what a client gets first, which counts against no limit.
  package func add(_ record: LiveRecord, at now: Double, isFirst: Bool = false) {
    let lost = state.withLock { state -> Int in
      guard !state.isEnded else { return 0 }
      let shed = !isFirst && isFull(state, with: record, at: now) ? Self.shed(&state) : 0
      if record.isPicture, let missing = state.missing[record.camera] {
        guard record.isKey else {
          state.missing[record.camera] = missing + 1
          return shed + 1
        }
        state.missing[record.camera] = nil
        let told = LiveRecord(dropped: missing, camera: Int(record.camera))
        Self.append(Entry(record: told, time: now, isCounted: true, missing: missing), to: &state)
      }
      Self.append(Entry(record: record, time: now, isCounted: !isFirst), to: &state)
      return shed
    }
    if lost > 0 { onLoss(lost) }
    continuation.yield()
  }

  /// Takes the oldest record; nil while there is none.
  package func take() -> LiveRecord? {
    state.withLock { state in
      guard state.taken < state.waiting.count else { return nil }
      let entry = state.waiting[state.taken]
      state.taken += 1
      Self.discount(entry, &state)
      if state.taken == state.waiting.count {
        (state.waiting, state.taken) = ([], 0)
      } else if state.taken >= 256 {
        // What is taken is not held.
        state.waiting.removeFirst(state.taken)
        state.taken = 0
      }
      return entry.record
    }
  }

  /// Ends it: what waits is thrown away, and nothing is added any more.
  package func end() {
    state.withLock { $0 = State(isEnded: true) }
    continuation.finish()
  }

  private func isFull(_ state: State, with record: LiveRecord, at now: Double) -> Bool {
    guard state.count > 0 else { return false }
    let oldest = state.waiting[state.taken...].first { $0.isCounted }?.time ?? now
    return state.count >= limits.records || state.bytes + record.size > limits.bytes
      || now - oldest > limits.age
  }

  private static func append(_ entry: Entry, to state: inout State) {
    state.waiting.append(entry)
    guard entry.isCounted else { return }
    state.count += 1
    state.bytes += entry.record.size
  }

  private static func discount(_ entry: Entry, _ state: inout State) {
    guard entry.isCounted else { return }
    state.count -= 1
    state.bytes -= entry.record.size
  }

  /// Throws away all pictures, and all else but the newest of its kind and camera.
  ///
  /// - Returns: how many pictures that was.
  private static func shed(_ state: inout State) -> Int {
    struct Key: Hashable {
      var kind: LiveRecord.Kind
      var camera: UInt8
    }
    var seen: Set<Key> = []
    var (kept, lost): ([Entry], Int) = ([], 0)
    for entry in state.waiting[state.taken...].reversed() {
      let (kind, camera) = (entry.record.kind, entry.record.camera)
      if entry.record.isPicture {
        state.missing[camera, default: 0] += 1
        lost += 1
      } else if kind == .dropped {
        // Told with those that follow.
        state.missing[camera, default: 0] += entry.missing
      } else if seen.insert(Key(kind: kind, camera: camera)).inserted {
        kept.append(entry)
      }
    }
    // What was kept is small and shall not make it full again at once.
    state.waiting = kept.reversed().map { Entry(record: $0.record, time: $0.time, isCounted: false) }
    (state.taken, state.count, state.bytes) = (0, 0, 0)
    return lost
  }
}
