import Dispatch
import Synchronization

/// Tells a thread that blocks in C code to give up.
final class StopSignal: Sendable {
  private let stopped = Atomic(false)
  private let wakeUp = DispatchSemaphore(value: 0)

  /// Whether `stop()` was called.
  var isStopped: Bool { stopped.load(ordering: .acquiring) }

  /// Makes the thread give up, for good.
  func stop() {
    stopped.store(true, ordering: .releasing)
    wakeUp.signal()
  }

  /// Blocks the thread for a time, or until it is told to stop.
  func pause(seconds: Double) {
    guard !isStopped else { return }
    _ = wakeUp.wait(timeout: .now() + seconds)
  }
}
