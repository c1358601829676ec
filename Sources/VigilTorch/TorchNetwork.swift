import CTorch
public import VigilCore
public import VigilNetworks

/// A network in LibTorch, on the processor or a GPU; used by one task at a time.
public final class TorchNetwork {
  /// Where a network is computed.
  public enum Device: String, Sendable, CaseIterable {
    /// The processor.
    case cpu
    /// An NVIDIA GPU.
    case cuda
  }

  let plugin: TorchPlugin
  let handle: OpaquePointer
  /// What is computed.
  public let graph: Graph

  /// Puts a network into LibTorch.
  ///
  /// - Parameter inDoublePrecision: computes with 64-bit floats, for checks.
  /// - Throws: `failed` if it cannot be done, as without a GPU.
  public init(
    _ network: Network, on device: Device = .cpu, inDoublePrecision: Bool = false, plugin: TorchPlugin
  ) throws(TorchError) {
    guard
      let handle = plugin.functions.network_create(
        network.graph.torchText, device == .cuda, inDoublePrecision, Int32(clamping: plugin.threads))
    else { throw plugin.failure("reading the network") }
    self.plugin = plugin
    self.handle = handle
    graph = network.graph
    for parameter in graph.parameters { try set(parameter.name, network.weights[parameter]) }
  }

  deinit { plugin.functions.network_free(handle) }

  /// The tensors as they are now.
  public func weights() throws(TorchError) -> Weights {
    var tensors: [String: Tensor] = [:]
    for parameter in graph.parameters {
      tensors[parameter.name] = try received("giving \(parameter.name)") {
        plugin.functions.network_get(handle, parameter.name, $0, $1)
      }[parameter.name]
    }
    return Weights(tensors)
  }

  /// What the last step of training found as the gradient of a parameter.
  public func gradient(_ name: String) throws(TorchError) -> Tensor {
    let found = try received("giving the gradient of \(name)") {
      plugin.functions.network_gradient(handle, name, $0, $1)
    }
    guard let gradient = found[name] else { throw plugin.failure("giving the gradient of \(name)") }
    return gradient
  }

  /// Runs the network as in use and returns all outputs by name.
  ///
  /// - Parameter inHalfPrecision: computes with 16-bit floats; not every processor can.
  public func run(_ input: Tensor, inHalfPrecision: Bool = false) throws(TorchError) -> [String: Tensor] {
    try received("running the network") { context, receive in
      Self.withTensor("input", input) {
        plugin.functions.network_run(handle, $0, inHalfPrecision, context, receive)
      }
    }
  }

  private func set(_ name: String, _ tensor: Tensor) throws(TorchError) {
    guard Self.withTensor(name, tensor, { plugin.functions.network_set(handle, $0) }) else {
      throw plugin.failure("taking \(name)")
    }
  }

  /// The tensors that a function of the plug-in passes on.
  func received(
    _ doing: String, _ body: (UnsafeMutableRawPointer, vigil_torch_receiver) -> Bool
  ) throws(TorchError) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    let succeeded = withUnsafeMutablePointer(to: &tensors) { pointer in
      body(pointer) { context, tensor in
        guard let tensor = tensor?.pointee,
          let tensors = context?.assumingMemoryBound(to: [String: Tensor].self)
        else { return }
        tensors.pointee[String(cString: tensor.name)] = Tensor(
          shape: UnsafeBufferPointer(start: tensor.extents, count: tensor.rank).map { Int($0) },
          values: Array(UnsafeBufferPointer(start: tensor.values, count: tensor.count)))
      }
    }
    guard succeeded else { throw plugin.failure(doing) }
    return tensors
  }

  /// Passes on a tensor without copying it.
  static func withTensor<Result>(
    _ name: String, _ tensor: Tensor, _ body: (UnsafePointer<vigil_torch_tensor>) -> Result
  ) -> Result {
    let extents = tensor.shape.map(Int64.init)
    return name.withCString { name in
      extents.withUnsafeBufferPointer { extents in
        tensor.values.withUnsafeBufferPointer { values in
          var described = vigil_torch_tensor(
            name: name, extents: extents.baseAddress, rank: extents.count, values: values.baseAddress,
            count: values.count)
          return body(&described)
        }
      }
    }
  }
}
