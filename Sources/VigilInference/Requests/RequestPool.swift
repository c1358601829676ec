import Dispatch
import Synchronization
package import VigilCore

/// The requests of a loaded network, shared by all who use it.
///
/// A request is one place for an inference, with buffers of its own; it serves one caller at a time, on a thread that may block.
/// Callers are served in the order in which they ask: a request that becomes free takes the next item of the oldest call that has
/// any left. So a call with many items delays the others by its own length at most, and no call is overtaken.
package final class RequestPool<Request>: @unchecked Sendable {
  // Unchecked since requests need not be sendable: each is used by its own queue only.
  private struct State {
    /// The requests that wait for work; the one used last is at the end, since its buffers are in the caches.
    var idle: [Int]
    /// Calls that have steps left, the oldest first.
    var waiting: [any PooledWork<Request>] = []
  }

  private let requests: [Request]
  /// A serial queue gets a thread even while all others are blocked.
  private let queues: [DispatchQueue]
  private let state: Mutex<State>

  /// Makes a pool of requests that nobody else uses.
  ///
  /// - Parameter label: The name of its threads.
  package init(_ requests: [Request], label: String) {
    precondition(!requests.isEmpty, "a pool has at least one request")
    self.requests = requests
    queues = requests.indices.map { DispatchQueue(label: "\(label).\($0)") }
    state = Mutex(State(idle: requests.indices.reversed()))
  }

  /// The number of calls of which something has not begun.
  package var waitingCount: Int { state.withLock { $0.waiting.count } }

  /// Runs something once, with whichever request is free first.
  ///
  /// - Throws: what `body` throws; `CancellationError` if the task is cancelled while it waits for its turn.
  package func run<Value: Sendable>(
    _ body: @escaping @Sendable (Request) throws -> Value
  ) async throws -> Value {
    let call = SingleCall(body)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        call.start(continuation)
        submit(call, steps: 1)
      }
    } onCancel: {
      call.cancel()
    }
  }

  /// Runs items, each with whichever request is free next, and gathers their outputs along the first axis.
  ///
  /// - Parameters:
  ///   - outputShape: The shape of the output of one item.
  ///   - body: Runs one item and passes its output to the closure given.
  /// - Throws: the first error of an item, after which no other is begun; `CancellationError` if the task is cancelled.
  package func run(
    items: Int, outputShape: [Int], _ body: @escaping ItemBatch<Request>.Body
  ) async throws -> Tensor {
    precondition(items >= 1, "at least one item is needed")
    let batch = ItemBatch(items: items, outputShape: outputShape, body)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        batch.start(continuation)
        submit(batch, steps: items)
      }
    } onCancel: {
      batch.cancel()
    }
  }

  /// Has something run once, with whichever request is free first, in turn; nobody waits for it.
  package func add(_ body: @escaping @Sendable (Request) -> Void) {
    submit(SingleStep(body), steps: 1)
  }

  /// Puts a call at the end and wakes as many idle requests as it has use for; busy ones look for work when they are done.
  private func submit(_ work: any PooledWork<Request>, steps: Int) {
    let woken = state.withLock { state in
      state.waiting.append(work)
      let woken = Array(state.idle.suffix(steps).reversed())
      state.idle.removeLast(woken.count)
      return woken
    }
    for index in woken { queues[index].async { self.serve(index) } }
  }

  /// Runs steps with a request until none is left.
  private func serve(_ index: Int) {
    while let step = nextStep(for: index) { step(requests[index]) }
  }

  private func nextStep(for index: Int) -> (@Sendable (Request) -> Void)? {
    state.withLock { state in
      while let oldest = state.waiting.first {
        let taken = oldest.takeStep()
        if taken?.isLast ?? true { state.waiting.removeFirst() }
        if let taken { return taken.run }
      }
      state.idle.append(index)
      return nil
    }
  }
}

/// A call to a pool: it hands out steps until none is left.
package protocol PooledWork<Request>: AnyObject, Sendable {
  associatedtype Request
  /// A step to be run with a request; nil if none is left.
  func takeStep() -> PooledStep<Request>?
}

/// A part of a call, for one request.
package struct PooledStep<Request>: Sendable {
  /// Whether the call has no other left.
  let isLast: Bool
  /// Runs it.
  let run: @Sendable (Request) -> Void
}

/// Something to be run once, of which nobody waits for the end.
private final class SingleStep<Request>: PooledWork {
  private let body: @Sendable (Request) -> Void

  init(_ body: @escaping @Sendable (Request) -> Void) { self.body = body }

  func takeStep() -> PooledStep<Request>? { PooledStep(isLast: true, run: body) }
}
