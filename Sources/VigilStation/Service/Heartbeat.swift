import Synchronization

/// When the station's own loop last went round, for the watchdog: a loop that hangs must not look alive.
final class Heartbeat: Sendable {
  /// The longest that a round may take, in seconds: removing many old recordings takes its time.
  static let longestRound = 600.0

  private let last: Mutex<Double>

  /// Begins at a time, in monotonic seconds.
  init(at now: Double) { last = Mutex(now) }

  /// The loop goes round.
  func beat(at now: Double) { last.withLock { $0 = now } }

  /// Whether it still does.
  func isAlive(at now: Double) -> Bool { last.withLock { now - $0 } < Self.longestRound }
}
