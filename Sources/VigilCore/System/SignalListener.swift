import Dispatch
import Foundation
import Synchronization

/// Hears signals of the system, for as long as it lives.
///
/// A handler writes the signal's number into a pipe, as it may on whichever thread it interrupts. A dispatch source would pass the signal on
/// from one thread to another by another signal, and loses one of some dozens on the way (libdispatch of Swift 6.3.1 on Linux): a
/// service that is asked to stop would not.
public final class SignalListener: Sendable {
  private let number: Int

  /// Starts listening.
  ///
  /// - Parameters:
  ///   - signals: Their numbers, such as `SIGTERM`.
  ///   - heard: Called for each that comes, one after another, on a thread of the system's.
  public init(_ signals: [Int32], _ heard: @escaping @Sendable (Int32) -> Void) {
    number = SignalPipe.add(signals, heard)
  }

  deinit { SignalPipe.remove(number) }
}

/// The way from a handler, which may do next to nothing, to those who listen.
private enum SignalPipe {
  private struct Listener {
    var signals: [Int32]
    var heard: @Sendable (Int32) -> Void
  }

  private struct State {
    var listeners: [Int: Listener] = [:]
    var added = 0
    var source: (any DispatchSourceRead)?
  }

  /// The end that a handler writes to: set before the first handler is.
  nonisolated(unsafe) private static var entrance: Int32 = -1
  private static let state = Mutex(State())

  static func add(_ signals: [Int32], _ heard: @escaping @Sendable (Int32) -> Void) -> Int {
    state.withLock { state in
      if state.source == nil { state.source = opened() }
      state.added += 1
      state.listeners[state.added] = Listener(signals: signals, heard: heard)
      for number in signals {
        signal(number) { number in
          let before = errno
          var byte = UInt8(truncatingIfNeeded: number)
          _ = write(SignalPipe.entrance, &byte, 1)
          errno = before
        }
      }
      return state.added
    }
  }

  static func remove(_ listener: Int) {
    state.withLock { state in
      let signals = state.listeners.removeValue(forKey: listener)?.signals ?? []
      for number in signals where !state.listeners.values.contains(where: { $0.signals.contains(number) }) {
        signal(number, SIG_DFL)
      }
    }
  }

  private static func opened() -> any DispatchSourceRead {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { fatalError("no pipe for signals: \(String(cString: strerror(errno)))") }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    let exit = ends[0]
    entrance = ends[1]
    let source = DispatchSource.makeReadSource(fileDescriptor: exit, queue: .global())
    source.setEventHandler {
      var byte: UInt8 = 0
      while read(exit, &byte, 1) == 1 {
        let number = Int32(byte)
        let listeners = state.withLock { state in
          state.listeners.values.filter { $0.signals.contains(number) }.map(\.heard)
        }
        for heard in listeners { heard(number) }
      }
    }
    source.resume()
    return source
  }
}
