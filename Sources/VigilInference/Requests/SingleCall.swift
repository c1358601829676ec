import Synchronization

/// Something to be run once on a request of a pool.
final class SingleCall<Request, Value: Sendable>: PooledWork {
  typealias Body = @Sendable (Request) throws -> Value
  typealias Continuation = CheckedContinuation<Value, any Error>

  private struct State {
    /// Gone once it has begun or was cancelled.
    var body: Body?
    var continuation: Continuation?
  }

  private let state: Mutex<State>

  init(_ body: @escaping Body) {
    state = Mutex(State(body: body))
  }

  /// Sets who is waiting; before it is submitted.
  func start(_ continuation: Continuation) {
    let isCancelled = state.withLock { state in
      state.continuation = continuation
      return state.body == nil
    }
    if isCancelled { answer(.failure(CancellationError())) }
  }

  /// Answers at once if it has not begun.
  func cancel() {
    let hadBegun = state.withLock { state in
      defer { state.body = nil }
      return state.body == nil
    }
    if !hadBegun { answer(.failure(CancellationError())) }
  }

  func takeStep() -> PooledStep<Request>? {
    let body = state.withLock { state in
      defer { state.body = nil }
      return state.body
    }
    guard let body else { return nil }
    return PooledStep(isLast: true) { request in
      self.answer(Result { try body(request) })
    }
  }

  private func answer(_ result: Result<Value, any Error>) {
    let continuation = state.withLock { state in
      defer { state.continuation = nil }
      return state.continuation
    }
    continuation?.resume(with: result)
  }
}
