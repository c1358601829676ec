import Synchronization
import VigilCore

/// The items of one call, handed out to whichever request is free next, and their outputs.
final class ItemBatch: Sendable {
  typealias Fill = @Sendable (Int, inout MutableSpan<Float>) -> Void
  typealias Continuation = CheckedContinuation<Result<Tensor, InferenceError>, Never>

  private struct State {
    var next = 0
    var running = 0
    var values: [Float]
    var failure: InferenceError?
    /// Released once the caller has its answer; what it retains must not wait for requests that are busy elsewhere.
    var fill: Fill?
    var continuation: Continuation?
  }

  private let items: Int
  private let outputShape: [Int]
  private let outputCount: Int
  private let state: Mutex<State>

  init(items: Int, outputShape: [Int], fill: @escaping Fill) {
    self.items = items
    self.outputShape = outputShape
    outputCount = outputShape.reduce(1, *)
    state = Mutex(State(values: Array(repeating: 0, count: items * outputCount), fill: fill))
  }

  /// Sets the waiting caller, before any work starts.
  func start(_ continuation: Continuation) {
    state.withLock { $0.continuation = continuation }
    answerIfDone()
  }

  /// Stops handing out items.
  func cancel() {
    fail(InferenceError(.cancelled, "the inference was cancelled"))
  }

  /// Runs items on a request until none is left.
  func work(on request: OpenVINORequest) {
    while let (item, fill) = take() {
      do {
        try request.run { span in
          fill(item, &span)
        } read: { output in
          store(output, of: item)
        }
      } catch {
        fail(error)
      }
      state.withLock { $0.running -= 1 }
      answerIfDone()
    }
  }

  private func take() -> (item: Int, fill: Fill)? {
    state.withLock { state in
      guard state.failure == nil, state.next < items, let fill = state.fill else { return nil }
      defer { state.next += 1 }
      state.running += 1
      return (state.next, fill)
    }
  }

  private func store(_ output: UnsafeBufferPointer<Float>, of item: Int) {
    precondition(output.count == outputCount, "the size of an output has changed")
    state.withLock { state in
      for (index, value) in output.enumerated() { state.values[item * outputCount + index] = value }
    }
  }

  private func fail(_ error: InferenceError) {
    state.withLock { $0.failure = $0.failure ?? error }
    answerIfDone()
  }

  private func answerIfDone() {
    let answer = state.withLock { state -> (Continuation, Result<Tensor, InferenceError>)? in
      let nothingLeft = state.next == items || state.failure != nil
      guard nothingLeft, state.running == 0, let continuation = state.continuation else { return nil }
      state.continuation = nil
      state.fill = nil
      if let failure = state.failure { return (continuation, .failure(failure)) }
      let shape = [items * (outputShape.first ?? 1)] + outputShape.dropFirst()
      return (continuation, .success(Tensor(shape: shape, values: state.values)))
    }
    if let (continuation, result) = answer { continuation.resume(returning: result) }
  }
}
