import CTorch
import Dispatch
import Synchronization
import VigilCore
import VigilInference

/// One input buffer of a network; used by one caller at a time.
final class TorchRequest {
  private let graph: LoadedGraph
  private let handle: OpaquePointer

  init(_ graph: LoadedGraph) throws(TorchError) {
    guard let handle = graph.plugin.functions.request_create(graph.handle) else {
      throw graph.plugin.failure("making room for an input")
    }
    self.graph = graph
    self.handle = handle
  }

  deinit { graph.plugin.functions.request_free(handle) }

  /// Writes the input, runs the network and returns all outputs by name.
  ///
  /// - Parameter fill: writes the input, row-major; returns false if it is no longer wanted, and then `cancelled` is thrown.
  func run(
    _ shape: [Int], fill: (UnsafeMutableBufferPointer<Float>) -> Bool
  ) throws(InferenceError) -> [String: Tensor] {
    let functions = graph.plugin.functions
    guard let start = functions.request_input(handle, shape.map(Int64.init), shape.count) else {
      throw InferenceError(
        graph.plugin.failure("an input of \(shape.map(String.init).joined(separator: "x"))"))
    }
    guard fill(UnsafeMutableBufferPointer(start: start, count: shape.reduce(1, *))) else {
      throw InferenceError(.cancelled, "the inference was cancelled")
    }
    do throws(TorchError) {
      return try graph.received("running the network") { functions.request_run(handle, $0, $1) }
    } catch {
      throw InferenceError(error)
    }
  }
}

/// The requests of a network, lent to callers in the order of asking.
///
/// A request is touched only by its current holder, which makes it safe to share.
final class TorchRequests: @unchecked Sendable {
  private struct State {
    var free: [Int]
    var waiting: [CheckedContinuation<Int, Never>] = []
  }
  private let requests: [TorchRequest]
  private let state: Mutex<State>
  /// Computing blocks.
  private let queue = DispatchQueue(label: "vigil.torch", attributes: .concurrent)

  init(_ requests: [TorchRequest]) {
    self.requests = requests
    state = Mutex(State(free: Array(requests.indices)))
  }

  /// Runs some work with a request, on a thread that may block.
  func with<Value: Sendable>(
    _ body: @escaping @Sendable (TorchRequest) throws(InferenceError) -> Value
  ) async -> Result<Value, InferenceError> {
    let index = await take()
    defer { giveBack(index) }
    return await withCheckedContinuation { continuation in
      queue.async {
        continuation.resume(
          returning: Result { () throws(InferenceError) in try body(self.requests[index]) })
      }
    }
  }

  private func take() async -> Int {
    await withCheckedContinuation { continuation in
      let index = state.withLock { state -> Int? in
        if let index = state.free.popLast() { return index }
        state.waiting.append(continuation)
        return nil
      }
      if let index { continuation.resume(returning: index) }
    }
  }

  private func giveBack(_ index: Int) {
    let next = state.withLock { state -> CheckedContinuation<Int, Never>? in
      guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
      state.free.append(index)
      return nil
    }
    next?.resume(returning: index)
  }
}
