import Synchronization

/// Something to be run once on a request of a pool.
final class SingleCall<Request, Value: Sendable>: PooledWork {
  typealias Body = @Sendable (Request) throws(InferenceError) -> Value
  typealias Continuation = CheckedContinuation<Result<Value, InferenceError>, Never>

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
    if isCancelled { answer(.failure(.cancelled)) }
  }

  /// Answers at once if it has not begun.
  func cancel() {
    let hadBegun = state.withLock { state in
      defer { state.body = nil }
      return state.body == nil
    }
    if !hadBegun { answer(.failure(.cancelled)) }
  }

  func takeStep() -> PooledStep<Request>? {
    let body = state.withLock { state in
      defer { state.body = nil }
      return state.body
    }
    guard let body else { return nil }
    return PooledStep(isLast: true) { request in
      self.answer(Result { () throws(InferenceError) in try body(request) })
    }
  }

  private func answer(_ result: Result<Value, InferenceError>) {
    let continuation = state.withLock { state in
      defer { state.continuation = nil }
      return state.continuation
    }
    continuation?.resume(returning: result)
  }
}

extension InferenceError {
  /// The task was cancelled.
  package static var cancelled: InferenceError { InferenceError(.cancelled, "the inference was cancelled") }
}
