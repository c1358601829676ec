import VigilCore
import VigilInference

/// A network that TensorRT has loaded.
///
/// There are two requests: while one is computing, the input of the next is written. They share the plan's memory on the GPU.
struct TensorRTSession: InferenceSession {
  let layout: StreamLayout
  private let network: TensorRTNetwork
  private let requests: RequestPool<TensorRTRequest>
  private static let requestCount = 2

  init(_ network: TensorRTNetwork, layout: StreamLayout) throws(InferenceError) {
    self.network = network
    self.layout = StreamLayout(threads: layout.threads, streams: Self.requestCount)
    var made: [TensorRTRequest] = []
    for _ in 0..<Self.requestCount { made.append(try TensorRTRequest(network)) }
    requests = RequestPool(made, label: "vigil.tensorrt")
  }

  /// For one item: the batch that the plan was built for is a matter of `run(items:fill:)`.
  var input: NetworkPort { item(network.input) }
  var outputs: [NetworkPort] { network.outputs.map(item) }

  var memory: [MemoryItem] {
    let inputs = network.input.fixedShape.map { Self.requestCount * Self.bytes($0) } ?? 0
    return [MemoryItem("working memory of the plan", bytes: network.workingBytes)]
      + (inputs == 0 ? [] : [MemoryItem("inputs, page-locked", bytes: inputs)])
  }

  var weightBytes: Int? { network.planBytes }

  func compiled() throws(InferenceError) -> CompiledNetwork? {
    CompiledNetwork(
      layers: try PlanLayers.read(try network.inspection()), weightBytes: network.planBytes,
      workingBytes: network.workingBytes, isReplayed: network.replays)
  }

  func run(
    items: Int, fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void
  ) async throws -> Tensor {
    precondition(items >= 1, "at least one item is needed")
    guard let shape = network.input.fixedShape, let output = network.outputs[0].fixedShape,
      output.first == shape.first
    else {
      throw InferenceError(
        .shapeMismatch,
        "the network takes \(network.input.shapeText); with free extents it runs on one tensor at a time")
    }
    let (batch, name, isCancelled) = (shape[0], network.outputs[0].name, CancellationFlag())
    let batches = (items + batch - 1) / batch
    let result = try await withTaskCancellationHandler {
      try await requests.run(items: batches, outputShape: output) { request, index, store in
        let first = index * batch
        let outputs = try request.run(shape) { values in
          // The rest of the last batch stays as it is: items do not depend on each other.
          values.fillItems(min(batch, items - first), of: batch, while: { !isCancelled.isSet }) {
            item, span in
            fill(first + item, &span)
          }
        }
        guard let output = outputs[name] else {
          throw InferenceError(.shapeMismatch, "the network gave no \(name)")
        }
        output.values.withUnsafeBufferPointer(store)
      }
    } onCancel: {
      isCancelled.set()
    }
    let wanted = items * output.dropFirst().reduce(1, *)
    return Tensor(shape: [items] + output.dropFirst(), values: Array(result.values.prefix(wanted)))
  }

  func run(_ input: Tensor) async throws -> [String: Tensor] {
    guard self.input.accepts(input.shape) else {
      let given = NetworkPort(name: "", shape: input.shape).shapeText
      throw InferenceError(
        .shapeMismatch, "the network takes an input of shape \(self.input.shapeText), not \(given)")
    }
    guard let shape = network.input.fixedShape, shape != input.shape else {
      try checkRange(input.shape)
      return try await requests.run { request in
        try request.run(input.shape) { values in
          _ = values.update(fromContentsOf: input.values)
          return true
        }
      }
    }
    // One item of a larger batch.
    let outputs = try await requests.run { request in
      try request.run(shape) { values in
        _ = values.update(fromContentsOf: input.values)
        return true
      }
    }
    return outputs.mapValues { output in
      let count = output.values.count / shape[0]
      return Tensor(shape: [1] + output.shape.dropFirst(), values: Array(output.values.prefix(count)))
    }
  }

  /// Refuses more than the plan has room for.
  private func checkRange(_ shape: [Int]) throws(InferenceError) {
    for (axis, range) in TensorRTLoader.ranges.enumerated()
    where axis < shape.count && self.input.shape[axis] == nil && shape[axis] > range.most {
      let most = TensorRTLoader.ranges.map { "\($0.most)" }.joined(separator: " crops of ")
      throw InferenceError(
        .shapeMismatch,
        "a plan of TensorRT scores up to \(most) snippets at once, not \(shape[0]) of \(shape[1]): use a smaller --window, "
          + "score long recordings with --online, or choose another engine")
    }
  }

  private func item(_ port: NetworkPort) -> NetworkPort {
    guard network.input.fixedShape != nil else { return port }
    return NetworkPort(name: port.name, shape: [1] + port.shape.dropFirst())
  }

  private static func bytes(_ shape: [Int]) -> Int { shape.reduce(MemoryLayout<Float>.stride, *) }
}
