import Synchronization

/// A cooperative request to stop: finish what has begun, start nothing new.
///
/// Unlike cancelling a task, it does not reach work that is already under way.
public final class StopRequest: Sendable {
  private struct State {
    var isRequested = false
    var nextHandler = 0
    var handlers: [Int: @Sendable () -> Void] = [:]
  }
  private let state = Mutex(State())

  /// Creates a request that has not been made.
  public init() {}

  /// Whether a stop was requested.
  public var isRequested: Bool { state.withLock { $0.isRequested } }

  /// Requests a stop; repeating it changes nothing.
  public func request() {
    let handlers = state.withLock { state in
      state.isRequested = true
      defer { state.handlers = [:] }
      return state.handlers
    }
    for handler in handlers.values { handler() }
  }

  /// Does work that may take long and leaves nothing behind, such as opening a source, and gives it up when a stop is requested.
  ///
  /// - Throws: the error of `work`, which runs in a task of its own that is cancelled then; work that heeds this throws
  ///   `CancellationError`.
  public func ending<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task { try await work() }
    return try await withTaskCancellationHandler {
      try await watch(onRequest: { task.cancel() }) { try await task.value }
    } onCancel: {
      task.cancel()
    }
  }

  /// Runs `work`; if a stop is requested before it returns, or was before it began, calls `onRequest` once.
  public func watch<Value>(
    onRequest: @escaping @Sendable () -> Void, _ work: () async throws -> Value
  ) async rethrows -> Value {
    let handler: Int? = state.withLock { state in
      guard !state.isRequested else { return nil }
      state.nextHandler += 1
      state.handlers[state.nextHandler] = onRequest
      return state.nextHandler
    }
    if handler == nil { onRequest() }
    defer {
      if let handler { state.withLock { _ = $0.handlers.removeValue(forKey: handler) } }
    }
    return try await work()
  }
}
