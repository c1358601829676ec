import Dispatch
package import Foundation
import Synchronization
package import VigilCore

/// The clock of live sources; tests bring their own.
package struct SourceClock: Sendable {
  /// Seconds since some moment; never goes back.
  package var now: @Sendable () -> Double
  /// The wall clock, which may be set.
  package var date: @Sendable () -> Date
  /// Blocks the thread for some seconds or until it is told to stop.
  package var pause: @Sendable (Double, StopSignal) -> Void
  /// The source of jitter: uniform in 0..<1.
  package var random: @Sendable () -> Double

  /// Makes a clock.
  package init(
    now: @escaping @Sendable () -> Double, date: @escaping @Sendable () -> Date,
    pause: @escaping @Sendable (Double, StopSignal) -> Void, random: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.date = date
    self.pause = pause
    self.random = random
  }

  /// The machine's clock.
  package static let machine = SourceClock(.machine)

  /// A clock that tells the time of others and waits as long as the machine does.
  package init(_ clocks: Clocks) {
    self.init(
      now: clocks.now, date: clocks.date,
      pause: { seconds, stop in stop.pause(seconds: seconds) }, random: { Double.random(in: 0..<1) })
  }
}

/// Ends a blocking FFmpeg call when its time is up or nobody needs it any more.
final class ReadLimit: Sendable {
  let stop: StopSignal
  let clock: SourceClock
  private let deadline = Mutex(Double.infinity)
  private let passed = Atomic(false)

  init(stop: StopSignal, clock: SourceClock = .machine) {
    self.stop = stop
    self.clock = clock
  }

  /// Whether a call was ended because its time was up.
  var isPassed: Bool { passed.load(ordering: .relaxed) }

  /// Sets a time limit for the next calls, or none.
  func set(seconds: Double?) {
    passed.store(false, ordering: .relaxed)
    deadline.withLock { $0 = seconds.map { clock.now() + $0 } ?? .infinity }
  }

  /// Whether a call has to end now.
  func endsCall() -> Bool {
    if stop.isStopped { return true }
    guard deadline.withLock({ clock.now() > $0 }) else { return false }
    passed.store(true, ordering: .relaxed)
    return true
  }
}
