import Dispatch
import Foundation

/// Turns Ctrl-C, a termination request and the end of the terminal into a `StopRequest`; the second one ends the
/// program at once.
public final class Interruption: Sendable {
  /// The request that the signals make.
  public let stop = StopRequest()
  /// Whether the program was started to outlive its terminal, as with nohup; checked before any handler is changed.
  private static let outlivesTerminal =
    unsafeBitCast(signal(SIGHUP, SIG_IGN), to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  // Only kept alive; dispatch sources may be used from any thread.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  /// Starts listening, for as long as it lives; `note` is called at the first signal.
  public init(note: @escaping @Sendable () -> Void) {
    let stop = stop
    sources = [SIGINT, SIGTERM, SIGHUP].compactMap { number in
      if number == SIGHUP, Self.outlivesTerminal { return nil }
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        guard !stop.isRequested else { _exit(128 + number) }
        note()
        stop.request()
      }
      source.resume()
      return source
    }
  }
}
