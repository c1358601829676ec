import Synchronization
package import VigilCore

/// Calls to a device that computes many items in hardly more time than a few: those that wait while it is busy, of several
/// cameras, share its next inference.
///
/// Whoever asked first is served first, together with those after it that have as many items. So a GPU that nobody waits for
/// serves each call alone, and at once.
package final class GatheredCalls<Request>: Sendable {
  /// Runs items after each other along the first axis in one inference, and gives their outputs likewise. It has `fill` write each
  /// item's input, unless `isWanted` has become false, and throws `CancellationError` then.
  package typealias Body =
    @Sendable (_ request: Request, _ items: Int, _ isWanted: @Sendable () -> Bool, _ fill: GatheredCall.Fill)
    throws -> Tensor

  private let requests: RequestPool<Request>
  private let mostItems: Int
  private let body: Body
  private let waiting = Mutex<[GatheredCall]>([])

  /// Makes a place to call.
  ///
  /// - Parameters:
  ///   - requests: What serves the calls.
  ///   - mostItems: How many items an inference may have; a call that has more is served alone.
  ///   - body: Runs an inference.
  package init(_ requests: RequestPool<Request>, mostItems: Int, body: @escaping Body) {
    self.requests = requests
    self.mostItems = mostItems
    self.body = body
  }

  /// How many calls have not begun.
  package var waitingCount: Int { waiting.withLock { $0.count } }

  /// The outputs of a call's items, after each other along the first axis.
  ///
  /// - Throws: What the inference throws, to all who share it; `CancellationError` if the task is cancelled.
  package func run(items: Int, fill: @escaping GatheredCall.Fill) async throws -> Tensor {
    precondition(items >= 1, "at least one item is needed")
    let call = GatheredCall(items: items, fill: fill)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        call.start(continuation)
        waiting.withLock { $0.append(call) }
        if call.isCancelled { withdraw(call) }
        // One chance for each call: who comes later finds those that were not served together with an earlier one.
        requests.add { self.serve($0) }
      }
    } onCancel: {
      call.cancel()
      withdraw(call)
    }
  }

  private func withdraw(_ call: GatheredCall) {
    let wasWaiting = waiting.withLock { waiting in
      guard let index = waiting.firstIndex(where: { $0 === call }) else { return false }
      waiting.remove(at: index)
      return true
    }
    if wasWaiting { call.answer(.failure(CancellationError())) }
  }

  private func serve(_ request: Request) {
    let calls = next()
    guard let size = calls.first?.items else { return }
    do {
      let outputs = try body(
        request, calls.count * size, { calls.contains { !$0.isCancelled } },
        { calls[$0 / size].fill($0 % size, &$1) })
      precondition(outputs.shape.first == calls.count * size, "one output for each item")
      let count = outputs.values.count / calls.count
      for (index, call) in calls.enumerated() {
        call.answer(
          .success(
            Tensor(
              shape: [size] + outputs.shape.dropFirst(),
              values: Array(outputs.values[index * count..<(index + 1) * count]))))
      }
    } catch {
      for call in calls { call.answer(.failure(error)) }
    }
  }

  /// The calls that the next inference serves: 1, 4 or 16 and so on of one size, as a GPU prepares itself for each shape.
  private func next() -> [GatheredCall] {
    waiting.withLock { waiting in
      guard let size = waiting.first?.items else { return [] }
      let alike = waiting.prefix { $0.items == size }.count
      var count = 1
      while 4 * count <= alike, 4 * count * size <= mostItems { count *= 4 }
      defer { waiting.removeFirst(count) }
      return Array(waiting.prefix(count))
    }
  }
}

/// One of the calls that may share an inference.
package final class GatheredCall: Sendable {
  /// Writes an item's input; on any thread, for several items at the same time.
  package typealias Fill = @Sendable (Int, inout MutableSpan<Float>) -> Void

  private struct State {
    var isCancelled = false
    var continuation: CheckedContinuation<Tensor, any Error>?
  }

  let items: Int
  private let write: Fill
  private let state = Mutex(State())

  init(items: Int, fill: @escaping Fill) {
    self.items = items
    write = fill
  }

  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  func start(_ continuation: CheckedContinuation<Tensor, any Error>) {
    state.withLock { $0.continuation = continuation }
  }

  func cancel() { state.withLock { $0.isCancelled = true } }

  func fill(_ item: Int, _ input: inout MutableSpan<Float>) {
    if !isCancelled { write(item, &input) }
  }

  /// Answers the caller; what was computed of inputs that a cancelled call may not have written is no answer.
  func answer(_ result: Result<Tensor, any Error>) {
    let (continuation, isCancelled) = state.withLock { state in
      defer { state.continuation = nil }
      return (state.continuation, state.isCancelled)
    }
    continuation?.resume(with: isCancelled ? .failure(CancellationError()) : result)
  }
}
