import Foundation

/// Threads for blocking code, so that it never holds up Swift's few cooperative ones.
enum OwnThread {
  /// Starts a thread that ends with `body`.
  static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread { body() }
    thread.name = name
    thread.start()
  }

  /// Runs `body` on a thread of its own; if the task is cancelled, `body` is told to stop.
  ///
  /// - Throws: the error that `body` throws, or `CancellationError`.
  static func run<Result: Sendable>(
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
