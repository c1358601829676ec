import Dispatch
import Synchronization
import VigilCore

/// A network that OpenVINO has loaded, with one request for each stream.
struct OpenVINOSession: InferenceSession {
  let layout: StreamLayout
  private let network: OpenVINONetwork
  private let requests: [OpenVINORequest]

  init(_ network: OpenVINONetwork, layout: StreamLayout) throws(InferenceError) {
    self.network = network
    self.layout = layout
    var requests: [OpenVINORequest] = []
    for index in 0..<layout.streams { requests.append(try OpenVINORequest(network, index: index)) }
    self.requests = requests
  }

  var input: NetworkPort { network.input }
  var outputs: [NetworkPort] { network.outputs }

  var memory: [MemoryItem] {
    let inputs = requests.reduce(0) { $0 + $1.inputBytes }
    return [MemoryItem("weights in the model cache", bytes: network.mappedBytes, .mapped)]
      + (inputs == 0 ? [] : [MemoryItem("inputs of \(requests.count) streams", bytes: inputs)])
  }

  func run(
    items: Int, fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void
  ) async throws(InferenceError) -> Tensor {
    precondition(items >= 1, "at least one item is needed")
    guard input.fixedShape != nil, let shape = outputs[0].fixedShape else {
      throw InferenceError(
        .shapeMismatch,
        "the network takes \(input.shapeText); with free extents it runs on one tensor at a time")
    }
    let batch = ItemBatch(items: items, outputShape: shape, fill: fill)
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        batch.start(continuation)
        // Every request is offered the work; whichever is free takes the next item.
        for request in requests { request.queue.async { batch.work(on: request) } }
      }
    } onCancel: {
      batch.cancel()
    }
    return try result.get()
  }

  func run(_ input: Tensor) async throws(InferenceError) -> [String: Tensor] {
    guard self.input.accepts(input.shape) else {
      let given = NetworkPort(name: "", shape: input.shape).shapeText
      throw InferenceError(
        .shapeMismatch, "the network takes an input of shape \(self.input.shapeText), not \(given)")
    }
    let claim = Claim()
    let result: Result<[String: Tensor], InferenceError> = await withCheckedContinuation { continuation in
      for request in requests {
        request.queue.async {
          guard claim.take() else { return }
          continuation.resume(
            returning: Result { () throws(InferenceError) in try request.run(input) })
        }
      }
    }
    return try result.get()
  }
}

/// A value that only the first caller gets.
private final class Claim: Sendable {
  private let taken = Atomic(false)

  func take() -> Bool { !taken.exchange(true, ordering: .relaxed) }
}
