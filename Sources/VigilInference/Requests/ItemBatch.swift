import Synchronization
import VigilCore

/// The items of one call, handed out to whichever request is free next, and their outputs.
package final class ItemBatch<Request>: PooledWork {
  /// Runs one item with a request and passes its output on.
  package typealias Body =
    @Sendable (Request, Int, (UnsafeBufferPointer<Float>) -> Void) throws -> Void
  typealias Continuation = CheckedContinuation<Tensor, any Error>

  private struct State {
    var next = 0
    var running = 0
    var values: [Float]
    var failure: (any Error)?
    /// Released once the caller has its answer; what it retains must not wait for requests that are busy elsewhere.
    var body: Body?
    var continuation: Continuation?
  }

  private let items: Int
  private let outputShape: [Int]
  private let outputCount: Int
  private let state: Mutex<State>

  init(items: Int, outputShape: [Int], _ body: @escaping Body) {
    self.items = items
    self.outputShape = outputShape
    outputCount = outputShape.reduce(1, *)
    state = Mutex(State(values: Array(repeating: 0, count: items * outputCount), body: body))
  }

  /// Sets the waiting caller, before any work starts.
  func start(_ continuation: Continuation) {
    state.withLock { $0.continuation = continuation }
    answerIfDone()
  }

  /// Stops handing out items; the caller is answered when those that run have ended.
  func cancel() { fail(CancellationError()) }

  package func takeStep() -> PooledStep<Request>? {
    let taken = state.withLock { state -> (item: Int, body: Body)? in
      guard state.failure == nil, state.next < items, let body = state.body else { return nil }
      defer { state.next += 1 }
      state.running += 1
      return (state.next, body)
    }
    guard let (item, body) = taken else { return nil }
    return PooledStep(isLast: item == items - 1) { request in
      do {
        try body(request, item) { self.store($0, of: item) }
      } catch {
        self.fail(error)
      }
      self.state.withLock { $0.running -= 1 }
      self.answerIfDone()
    }
  }

  private func store(_ output: UnsafeBufferPointer<Float>, of item: Int) {
    precondition(output.count == outputCount, "the size of an output has changed")
    state.withLock { state in
      for (index, value) in output.enumerated() { state.values[item * outputCount + index] = value }
    }
  }

  private func fail(_ error: any Error) {
    state.withLock { $0.failure = $0.failure ?? error }
    answerIfDone()
  }

  private func answerIfDone() {
    let answer = state.withLock { state -> (Continuation, Result<Tensor, any Error>)? in
      let nothingLeft = state.next == items || state.failure != nil
      guard nothingLeft, state.running == 0, let continuation = state.continuation else { return nil }
      state.continuation = nil
      state.body = nil
      defer { state.values = [] }
      if let failure = state.failure { return (continuation, .failure(failure)) }
      let shape = [items * (outputShape.first ?? 1)] + outputShape.dropFirst()
      return (continuation, .success(Tensor(shape: shape, values: state.values)))
    }
    if let (continuation, result) = answer { continuation.resume(with: result) }
  }
}
