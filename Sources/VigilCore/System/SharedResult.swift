import Synchronization

/// The result of work that is done once, such as loading a network, for all who wait for it.
///
/// A task that is cancelled stops waiting at once; the work goes on for the others.
package final class SharedResult<Value: Sendable>: Sendable {
  private typealias Waiter = CheckedContinuation<Value, any Error>

  private struct State {
    var result: Result<Value, any Error>?
    var waiting: [Int: Waiter] = [:]
    var nextWaiter = 0
  }

  private let state = Mutex(State())

  /// Makes a result that is not there yet.
  package init() {}

  /// Passes on what the work gave, or why it failed, to all who wait and will.
  package func finish(_ result: Result<Value, any Error>) {
    let waiting = state.withLock { state in
      state.result = result
      defer { state.waiting = [:] }
      return Array(state.waiting.values)
    }
    for waiter in waiting { waiter.resume(with: result) }
  }

  /// Waits for the end of the work.
  ///
  /// - Throws: the error of the work, or `CancellationError` as soon as the task is cancelled.
  package func value() async throws -> Value {
    let number = state.withLock { state in
      defer { state.nextWaiter += 1 }
      return state.nextWaiter
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { waiter in
        let answer = state.withLock { state -> Result<Value, any Error>? in
          // Cancelled before this: the handler has found nobody. Cancelled after it: the handler waits for the lock.
          if Task.isCancelled { return .failure(CancellationError()) }
          if let result = state.result { return result }
          state.waiting[number] = waiter
          return nil
        }
        if let answer { waiter.resume(with: answer) }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(throwing: CancellationError())
    }
  }
}
