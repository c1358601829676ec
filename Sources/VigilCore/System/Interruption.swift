import Foundation
import Synchronization

/// Turns Ctrl-C, a termination request and the end of the terminal into a `StopRequest`; a second wish ends the program at once.
///
/// Signals within a second are one wish: when a terminal closes, the kernel and the shell both say so, and `timeout` signals the
/// program and its group.
public final class Interruption: Sendable {
  /// The request that the signals make.
  public let stop = StopRequest()
  /// Whether the program was started to outlive its terminal, as with nohup; checked before any handler is changed.
  private static let outlivesTerminal =
    unsafeBitCast(signal(SIGHUP, SIG_IGN), to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  private let listener: SignalListener

  /// Starts listening, for as long as it lives.
  ///
  /// - Parameters:
  ///   - reload: Called whenever SIGHUP comes, which then ends nothing, as is usual for services; nil: SIGHUP ends the program.
  ///   - note: Called at the first signal that ends the program.
  public init(reload: (@Sendable () -> Void)? = nil, note: @escaping @Sendable () -> Void) {
    let stop = stop
    let wishes = Mutex(StopWishes())
    let isHeard = reload != nil || !Self.outlivesTerminal
    listener = SignalListener([SIGINT, SIGTERM] + (isHeard ? [SIGHUP] : [])) { number in
      if number == SIGHUP, let reload { return reload() }
      switch wishes.withLock({ $0.note(at: Clocks.machine.now()) }) {
      case .first:
        note()
        stop.request()
      case .same: break
      case .second: _exit(128 + number)
      }
    }
  }
}

/// Tells signals that mean the same from those that mean it once more.
package struct StopWishes {
  /// What a signal means.
  package enum Meaning: Hashable, Sendable {
    /// The program shall stop.
    case first
    /// The same as the signal before.
    case same
    /// The program shall stop at once.
    case second
  }

  /// Signals within so many seconds of the first are one wish.
  package static let interval = 1.0
  private var first: Double?

  /// No signal has come.
  package init() {}

  /// Takes the signal of a moment, in seconds of a monotonic clock.
  package mutating func note(at time: Double) -> Meaning {
    guard let first else {
      self.first = time
      return .first
    }
    return time - first < Self.interval ? .same : .second
  }
}
