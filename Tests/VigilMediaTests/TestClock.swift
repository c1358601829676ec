import Dispatch
import Foundation
import Synchronization
import VigilMedia

/// A clock for live sources that stands still until it is moved; waits move it.
final class TestClock: Sendable {
  /// What the wall clock shows at the beginning.
  static let firstDate = Date(timeIntervalSince1970: 1_800_000_000)

  private let time = Mutex(0.0)
  private let wallStep = Mutex(0.0)
  private let waits = Mutex<[Double]>([])

  private let gate: DispatchSemaphore?
  private let hasServers: Bool
  private let pauseLength: Double?

  /// Makes a clock whose waits take no time, or one whose waits end when `endPause()` is called.
  ///
  /// - Parameters:
  ///   - hasServers: whether each wait gives a server that is starting a moment of the processor.
  ///   - pauseLength: how long each wait really is, in seconds, unless it is left.
  init(holdsPauses: Bool = false, hasServers: Bool = true, pauseLength: Double? = nil) {
    self.pauseLength = pauseLength
    gate = holdsPauses ? DispatchSemaphore(value: 0) : nil
    self.hasServers = hasServers
  }

  /// Ends a wait.
  func endPause() { gate?.signal() }

  /// The waits that were asked for, in seconds.
  var pauses: [Double] { waits.withLock { $0 } }

  /// Seconds since the beginning.
  var now: Double { time.withLock { $0 } }

  func advance(seconds: Double) { time.withLock { $0 += seconds } }

  /// Sets the wall clock forward or back.
  func stepWallClock(seconds: Double) { wallStep.withLock { $0 += seconds } }

  var clock: SourceClock {
    SourceClock(
      now: { self.now },
      date: { Self.firstDate + self.now + self.wallStep.withLock { $0 } },
      pause: { seconds, stop in
        self.waits.withLock { $0.append(seconds) }
        self.advance(seconds: seconds)
        if let length = self.pauseLength {
          SourceClock.machine.pause(length, stop)
        } else if let gate = self.gate {
          while gate.wait(timeout: .now() + 0.01) == .timedOut, !stop.isStopped {}
        } else if self.hasServers {
          stop.pause(seconds: 0.01)
        }
      }, random: { 0.5 })
  }
}
