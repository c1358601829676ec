import Dispatch
import Synchronization
import VigilMedia

/// A clock for live sources that stands still until it is moved; waits move it.
final class TestClock: Sendable {
  private let time = Mutex(0.0)
  private let waits = Mutex<[Double]>([])

  private let gate: DispatchSemaphore?

  /// Makes a clock whose waits take no time, or one whose waits end when `endPause()` is called.
  init(holdsPauses: Bool = false) {
    gate = holdsPauses ? DispatchSemaphore(value: 0) : nil
  }

  /// Ends a wait.
  func endPause() { gate?.signal() }

  /// The waits that were asked for, in seconds.
  var pauses: [Double] { waits.withLock { $0 } }

  func advance(seconds: Double) { time.withLock { $0 += seconds } }

  var clock: SourceClock {
    SourceClock(
      now: { self.time.withLock { $0 } },
      pause: { seconds, stop in
        self.waits.withLock { $0.append(seconds) }
        self.advance(seconds: seconds)
        if let gate = self.gate {
          while gate.wait(timeout: .now() + 0.01) == .timedOut, !stop.isStopped {}
        } else {
          // Gives a server that is starting a moment of the processor.
          stop.pause(seconds: 0.01)
        }
      })
  }
}
