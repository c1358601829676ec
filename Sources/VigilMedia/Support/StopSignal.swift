import Dispatch
import Synchronization

/// Tells a thread that blocks in C code to give up.
package final class StopSignal: Sendable {
  private let stopped = Atomic(false)
  private let wakeUp = DispatchSemaphore(value: 0)

  /// Whether `stop()` was called.
  package var isStopped: Bool { stopped.load(ordering: .acquiring) }

  /// Makes the thread give up, permanently.
  package func stop() {
    stopped.store(true, ordering: .releasing)
    wakeUp.signal()
  }

  /// Blocks the thread for a time, or until it is told to stop.
  package func pause(seconds: Double) {
    guard !isStopped else { return }
    _ = wakeUp.wait(timeout: .now() + seconds)
  }
}
