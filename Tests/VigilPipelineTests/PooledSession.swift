import Dispatch
import Synchronization
import VigilCore
import VigilInference
import VigilPreprocessing

/// A loaded network with one request of the real pool: an item begins when its turn comes, and ends when a test says so.
final class PooledSession: InferenceSession {
  let input = NetworkPort(name: "snippet", shape: [1] + Preprocessing(.compact, crops: .one).cropShape)
  let outputs = [NetworkPort(name: "features", shape: [1, 1])]
  let layout = StreamLayout(threads: 1, streams: 1)
  private let requests = RequestPool([0], label: "test")
  private let gate = DispatchSemaphore(value: 0)
  private let state = Mutex<(begun: [Int], isOpen: Bool)>(([], false))

  /// For each item that has begun, in order, how many its call has.
  var begun: [Int] { state.withLock { $0.begun } }
  /// How many calls have items that have not begun.
  var waitingCalls: Int { requests.waitingCount }

  /// Ends the item that has begun.
  func serve() { gate.signal() }

  /// Ends all items, now and from now on.
  func open() {
    state.withLock { $0.isOpen = true }
    gate.signal()
  }

  func run(
    items: Int, fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void
  ) async throws -> Tensor {
    let count = input.fixedShape?.reduce(1, *) ?? 0
    return try await requests.run(items: items, outputShape: [1, 1]) { _, item, store in
      var values = [Float](repeating: 0, count: count)
      var span = values.mutableSpan
      fill(item, &span)
      let isOpen = self.state.withLock { state in
        state.begun.append(items)
        return state.isOpen
      }
      if !isOpen { self.gate.wait() }
      values.withUnsafeBufferPointer { store(UnsafeBufferPointer(rebasing: $0[..<1])) }
    }
  }

  func run(_ input: Tensor) async throws -> [String: Tensor] {
    throw InferenceError(.engineFailed, "the test has no such run")
  }
}
