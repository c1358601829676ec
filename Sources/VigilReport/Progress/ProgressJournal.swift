import Foundation

/// Where the progress of a long run goes when nobody watches a terminal: a line a minute, for the log of a job.
///
/// One journal serves all progress of a program, so that a hundred short videos are as quiet as one long one.
public final class ProgressJournal: @unchecked Sendable {
  // Unchecked: what changes is guarded by the lock.
  private let lock = NSLock()
  private var last: Double
  private var sink: @Sendable (String) -> Void
  private let interval: Double
  private let elapsed: @Sendable () -> Duration

  /// Begins a journal; its first line is due one interval from now.
  ///
  /// - Parameters:
  ///   - interval: the shortest time between two lines, in seconds.
  ///   - elapsed: the time since any fixed moment.
  ///   - write: writes a line.
  public init(
    every interval: Double = 60, elapsed: @escaping @Sendable () -> Duration,
    write: @escaping @Sendable (String) -> Void
  ) {
    self.interval = interval
    self.elapsed = elapsed
    sink = write
    last = Self.seconds(elapsed())
  }

  /// Begins a journal that writes a line a minute.
  ///
  /// - Parameter write: writes a line.
  public convenience init(write: @escaping @Sendable (String) -> Void) {
    let clock = ContinuousClock()
    let began = clock.now
    self.init(elapsed: { clock.now - began }, write: write)
  }

  /// Writes lines elsewhere from now on, such as to a log.
  public func write(to sink: @escaping @Sendable (String) -> Void) {
    lock.withLock { self.sink = sink }
  }

  /// Writes a line if one is due.
  public func note(_ line: () -> String) {
    let now = Self.seconds(elapsed())
    let due: (@Sendable (String) -> Void)? = lock.withLock {
      guard now - last >= interval else { return nil }
      last = now
      return sink
    }
    due?(line())
  }

  private static func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }
}
