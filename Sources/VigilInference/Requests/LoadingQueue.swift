import Synchronization

/// Runs loads one after another, in the order in which they are added, so that what one needs while it is loaded never adds to
/// what another does.
package final class LoadingQueue: Sendable {
  /// A load; it passes on its result by itself.
  package typealias Load = @Sendable () async -> Void

  private struct State {
    var waiting: [Load] = []
    var isRunning = false
  }

  private let state = Mutex(State())

  /// Makes an idle queue.
  package init() {}

  /// The number of loads that have not begun.
  package var waitingCount: Int { state.withLock { $0.waiting.count } }

  /// Adds a load, which begins after all those before it have ended, whatever becomes of the task that adds it.
  package func add(_ load: @escaping Load) {
    let wasIdle = state.withLock { state in
      state.waiting.append(load)
      defer { state.isRunning = true }
      return !state.isRunning
    }
    guard wasIdle else { return }
    Task {
      while let load = next() { await load() }
    }
  }

  private func next() -> Load? {
    state.withLock { state in
      guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
      state.isRunning = false
      return nil
    }
  }
}
