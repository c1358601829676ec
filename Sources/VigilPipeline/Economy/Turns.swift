import Synchronization

/// Lets as many snippets into the networks as these are busy with, in the order in which they asked.
///
/// What waits outside can still give way to a newer snippet of its camera; what waits in an engine only grows old.
package final class Turns: Sendable {
  private struct Waiting {
    var number: Int
    var continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var limit: Int
    var taken = 0
    var asked = 0
    var waiting: [Waiting] = []
    /// Those who gave up before they waited.
    var givenUp: Set<Int> = []

    /// Lets in whoever is next.
    mutating func next() -> [Waiting] {
      let count = min(max(0, limit - taken), waiting.count)
      defer { waiting.removeFirst(count) }
      taken += count
      return Array(waiting.prefix(count))
    }
  }

  private let state: Mutex<State>

  /// Lets in so many at a time.
  package init(_ limit: Int = 1) { state = Mutex(State(limit: limit)) }

  /// How many wait.
  package var waitingCount: Int { state.withLock { $0.waiting.count } }

  /// Lets in so many at a time, if that is more than so far.
  package func raise(to limit: Int) {
    let next = state.withLock { state in
      state.limit = max(state.limit, limit)
      return state.next()
    }
    for waiting in next { waiting.continuation.resume(returning: true) }
  }

  /// Waits for a turn, which ends with `giveBack`.
  ///
  /// - Throws: `CancellationError` when the task is cancelled; then there is nothing to give back.
  package func take() async throws {
    let number = state.withLock { state in
      state.asked += 1
      return state.asked
    }
    let isTaken = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer: Bool? = state.withLock { state in
          if state.givenUp.remove(number) != nil { return false }
          guard state.taken >= state.limit || !state.waiting.isEmpty else {
            state.taken += 1
            return true
          }
          state.waiting.append(Waiting(number: number, continuation: continuation))
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      let waiting = state.withLock { state in
        guard let index = state.waiting.firstIndex(where: { $0.number == number }) else {
          state.givenUp.insert(number)
          return nil as Waiting?
        }
        return state.waiting.remove(at: index)
      }
      waiting?.continuation.resume(returning: false)
    }
    // Whoever was cancelled after its turn had come is forgotten here.
    state.withLock { _ = $0.givenUp.remove(number) }
    guard isTaken else { throw CancellationError() }
  }

  /// Ends a turn.
  package func giveBack() {
    let next = state.withLock { state in
      state.taken -= 1
      return state.next()
    }
    for waiting in next { waiting.continuation.resume(returning: true) }
  }
}
