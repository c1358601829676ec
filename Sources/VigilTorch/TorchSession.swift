import VigilCore
import VigilInference

/// A network that LibTorch has loaded.
///
/// On a GPU there are two requests: while one is computing, the input of the next is written, and calls that wait meanwhile, of
/// several cameras, share an inference.
struct TorchSession: InferenceSession {
  /// The most inputs in one inference on a GPU: snippets of ten crops of four cameras.
  private static let mostItems = 40

  let input: NetworkPort
  let outputs: [NetworkPort]
  let layout: StreamLayout
  let weightBytes: Int?
  private let requests: RequestPool<TorchRequest>
  /// nil for a network with free extents.
  private let calls: GatheredCalls<TorchRequest>?

  init(
    _ program: NetworkProgram, options: LoadOptions, on device: ComputeDevice, plugin: TorchPlugin
  ) throws(InferenceError) {
    input = program.input
    outputs = program.outputs
    layout = StreamLayout(
      threads: options.layout.threads, streams: device.isGPU ? 2 : 1,
      gatheredItems: device.isGPU ? min(options.concurrentItems, Self.mostItems) : 1)
    let isFixed = input.fixedShape != nil
    let placement = TorchPlacement(
      device: device, bits: device.isGPU && options.precision == .float16 ? 16 : 32, threads: layout.threads,
      hasChannelsLast: device.isGPU,
      // A CUDA graph is for one shape, and a window grows.
      replays: device.isGPU && isFixed)
    weightBytes = program.tensors.values.reduce(0) { $0 + $1.values.count } * placement.bits / 8
    do throws(TorchError) {
      let network = try TorchNetwork(program, placement, plugin: plugin)
      var made: [TorchRequest] = []
      for _ in 0..<layout.streams { made.append(try TorchRequest(network)) }
      requests = RequestPool(made, label: "vigil.torch")
    } catch {
      throw InferenceError(error)
    }
    guard let shape = input.fixedShape, shape.first == 1, let item = outputs[0].fixedShape else {
      calls = nil
      return
    }
    let name = outputs[0].name
    calls = GatheredCalls(requests, mostItems: layout.gatheredItems) { request, items, isWanted, fill in
      let outputs = try request.run([items] + shape.dropFirst()) { values in
        values.fillItems(items, of: items, while: isWanted, fill)
      }
      guard let result = outputs[name], result.shape == [items] + item.dropFirst() else {
        throw InferenceError(.shapeMismatch, "the network gave no \(name) for each of \(items) items")
      }
      return result
    }
  }

  func run(
    items: Int, fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void
  ) async throws -> Tensor {
    guard let calls else {
      throw InferenceError(
        .shapeMismatch, "a network with free extents runs on one tensor at a time")
    }
    return try await calls.run(items: items, fill: fill)
  }

  func run(_ input: Tensor) async throws -> [String: Tensor] {
    guard self.input.accepts(input.shape) else {
      let given = NetworkPort(name: "", shape: input.shape).shapeText
      throw InferenceError(
        .shapeMismatch, "the network takes an input of shape \(self.input.shapeText), not \(given)")
    }
    return try await requests.run { request in
      try request.run(input.shape) { values in
        _ = values.update(fromContentsOf: input.values)
        return true
      }
    }
  }
}
