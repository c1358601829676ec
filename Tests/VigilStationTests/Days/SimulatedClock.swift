import Foundation
import Synchronization
import VigilCore

/// Both clocks of a machine, which stand still until time is let pass.
final class SimulatedClock: Sendable {
  private let time: Mutex<(now: Double, date: Date)>

  init(_ date: Date) { time = Mutex((1000, date)) }

  var now: Double { time.withLock { $0.now } }
  var date: Date { time.withLock { $0.date } }

  var clocks: Clocks { Clocks(now: { self.now }, date: { self.date }) }

  /// Lets seconds pass.
  func pass(_ seconds: Double) {
    time.withLock { ($0.now, $0.date) = ($0.now + seconds, $0.date + seconds) }
  }

  /// Sets the wall clock ahead.
  func set(ahead seconds: Double) { time.withLock { $0.date += seconds } }
}
