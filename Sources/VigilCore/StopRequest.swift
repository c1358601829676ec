import Synchronization

/// A wish to end early that whoever works looks after: finish what has begun, start nothing new.
///
/// Unlike cancelling a task it does not reach the work that is under way.
public final class StopRequest: Sendable {
  private struct State {
    var isRequested = false
    var nextHandler = 0
    var handlers: [Int: @Sendable () -> Void] = [:]
  }
  private let state = Mutex(State())

  /// Makes a wish that nobody has expressed yet.
  public init() {}

  /// Whether the work should end.
  public var isRequested: Bool { state.withLock { $0.isRequested } }

  /// Asks for the end; asking again changes nothing.
  public func request() {
    let handlers = state.withLock { state in
      state.isRequested = true
      defer { state.handlers = [:] }
      return state.handlers
    }
    for handler in handlers.values { handler() }
  }

  /// Runs `work`; if the end is asked for before it returns, or was before it began, calls `onRequest` once.
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
