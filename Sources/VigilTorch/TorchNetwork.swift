import CTorch
public import VigilCore
public import VigilInference
public import VigilNetworks

/// A network in LibTorch, on the processor or a GPU; used by one task at a time.
public final class TorchNetwork {
  /// The tensors of the network that it was made of, in the order of its graph; none if it was made of a program.
  public let parameters: [Parameter]
  let plugin: TorchPlugin
  let handle: OpaquePointer

  /// Loads a network into LibTorch.
  ///
  /// - Parameter inDoublePrecision: computes with 64-bit floats, for checks.
  /// - Throws: `failed` if that is impossible, for example without a GPU.
  public convenience init(
    _ network: Network, on device: ComputeDevice = .cpu, inDoublePrecision: Bool = false, plugin: TorchPlugin
  ) throws(TorchError) {
    try self.init(
      network.graph.programText, network.weights.tensors, parameters: network.graph.parameters,
      TorchPlacement(device: device, bits: inDoublePrecision ? 64 : 32, threads: plugin.threads),
      plugin: plugin)
  }

  /// Passes a program with its tensors.
  convenience init(
    _ program: NetworkProgram, _ placement: TorchPlacement, plugin: TorchPlugin
  ) throws(TorchError) {
    try self.init(program.text, program.tensors, parameters: [], placement, plugin: plugin)
  }

  private init(
    _ text: String, _ tensors: [String: Tensor], parameters: [Parameter], _ placement: TorchPlacement,
    plugin: TorchPlugin
  ) throws(TorchError) {
    let made = placement.device.rawValue.withCString { device in
      var described = vigil_torch_placement(
        device: device, bits: Int32(placement.bits), threads: Int32(clamping: placement.threads),
        channels_last: placement.hasChannelsLast, replays: placement.replays)
      return plugin.functions.network_create(text, &described)
    }
    guard let made else { throw plugin.failure("reading the network") }
    self.plugin = plugin
    self.parameters = parameters
    handle = made
    for (name, tensor) in tensors {
      guard Self.withTensor(name, tensor, { plugin.functions.network_set(handle, $0) }) else {
        throw plugin.failure("taking \(name)")
      }
    }
  }

  deinit { plugin.functions.network_free(handle) }

  /// The current values of the tensors.
  public func weights() throws(TorchError) -> Weights {
    var tensors: [String: Tensor] = [:]
    for parameter in parameters {
      tensors[parameter.name] = try received("giving \(parameter.name)") {
        plugin.functions.network_get(handle, parameter.name, $0, $1)
      }[parameter.name]
    }
    return Weights(tensors)
  }

  /// The gradient of a parameter in the last training step.
  public func gradient(_ name: String) throws(TorchError) -> Tensor {
    let found = try received("giving the gradient of \(name)") {
      plugin.functions.network_gradient(handle, name, $0, $1)
    }
    guard let gradient = found[name] else { throw plugin.failure("giving the gradient of \(name)") }
    return gradient
  }

  /// Runs the network in inference mode and returns all outputs by name.
  public func run(_ input: Tensor) throws(TorchError) -> [String: Tensor] {
    try received("running the network") { context, receive in
      Self.withTensor("input", input) { plugin.functions.network_run(handle, $0, context, receive) }
    }
  }

  /// The tensors that a function of the plug-in returns.
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

  /// Passes a tensor without copying it.
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
