import VigilCore
import VigilInference

/// A network that OpenVINO has loaded, with one request for each stream.
struct OpenVINOSession: InferenceSession {
  let layout: StreamLayout
  private let network: OpenVINONetwork
  private let requests: RequestPool<OpenVINORequest>
  private let inputBytes: Int

  init(_ network: OpenVINONetwork, layout: StreamLayout) throws(InferenceError) {
    self.network = network
    self.layout = layout
    var made: [OpenVINORequest] = []
    for _ in 0..<layout.streams { made.append(try OpenVINORequest(network)) }
    inputBytes = made.reduce(0) { $0 + $1.inputBytes }
    requests = RequestPool(made, label: "vigil.inference")
  }

  var input: NetworkPort { network.input }
  var outputs: [NetworkPort] { network.outputs }

  var memory: [MemoryItem] {
    [MemoryItem("weights in the model cache", bytes: network.mappedBytes, .mapped)]
      + (inputBytes == 0 ? [] : [MemoryItem("inputs of \(layout.streams) streams", bytes: inputBytes)])
  }

  /// OpenVINO packs the weights of the compiled network onto the heap, once for all streams and in about the same size.
  var weightBytes: Int? { network.mappedBytes }

  func run(
    items: Int, fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void
  ) async throws -> Tensor {
    guard input.fixedShape != nil, let shape = outputs[0].fixedShape else {
      throw InferenceError(
        .shapeMismatch,
        "the network takes \(input.shapeText); with free extents it runs on one tensor at a time")
    }
    return try await requests.run(items: items, outputShape: shape) {
      request, item, store in
      try request.run { span in
        fill(item, &span)
      } read: { output in
        store(output)
      }
    }
  }

  func run(_ input: Tensor) async throws -> [String: Tensor] {
    guard self.input.accepts(input.shape) else {
      let given = NetworkPort(name: "", shape: input.shape).shapeText
      throw InferenceError(
        .shapeMismatch, "the network takes an input of shape \(self.input.shapeText), not \(given)")
    }
    return try await requests.run { try $0.run(input) }
  }
}
