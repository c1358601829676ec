import Foundation
import VigilCore

/// Threads for blocking code, so that it never holds up Swift's few cooperative ones.
package enum OwnThread {
  /// Starts a thread that ends with `body`.
  package static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread { body() }
    thread.name = name
    thread.start()
  }

  /// Runs `body` on a thread of its own; if the task is cancelled, `body` is told to stop, and left to do so by itself.
  ///
  /// C code does not always notice: looking a host's name up, or opening a device, may block for a minute.
  ///
  /// - Throws: the error that `body` throws, or `CancellationError` as soon as the task is cancelled.
  package static func run<Result: Sendable>(
    _ name: String, _ body: @escaping @Sendable (StopSignal) throws -> Result
  ) async throws -> Result {
    let (stop, result) = (StopSignal(), SharedResult<Result>())
    start(name) {
      let ended = Swift.Result { try body(stop) }
      // What was cut short must not be taken for a whole result.
      result.finish(stop.isStopped ? .failure(CancellationError()) : ended)
    }
    return try await withTaskCancellationHandler {
      try await result.value()
    } onCancel: {
      stop.stop()
    }
  }

  /// Runs `body` as `run` does, and waits for its end even if the task is cancelled: what it does to files is over by then.
  ///
  /// - Throws: the error that `body` throws, or `CancellationError`.
  package static func runToEnd<Result: Sendable>(
    _ name: String, _ body: @escaping @Sendable (StopSignal) throws -> Result
  ) async throws -> Result {
    let stop = StopSignal()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        start(name) {
          let result = Swift.Result { try body(stop) }
          if stop.isStopped {
            continuation.resume(throwing: CancellationError())
          } else {
            continuation.resume(with: result)
          }
        }
      }
    } onCancel: {
      stop.stop()
    }
  }
}
