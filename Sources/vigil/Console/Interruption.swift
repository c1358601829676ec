import Dispatch
import Foundation
import VigilPipeline

extension StopRequest {
  /// Ends the work if that was asked for.
  ///
  /// - Throws: an error that says what was left undone.
  func check(_ undone: String) throws {
    if isRequested { throw CommandError(undone) }
  }
}

/// Turns Ctrl-C and a termination request into a `StopRequest`; the second one ends the program at once.
final class Interruption: Sendable {
  /// The wish that the signals express.
  let stop = StopRequest()
  // Only kept alive; dispatch sources may be used from any thread.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  /// Starts to listen; `note` is called at the first signal.
  init(note: @escaping @Sendable () -> Void) {
    let stop = stop
    sources = [SIGINT, SIGTERM].map { number in
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
