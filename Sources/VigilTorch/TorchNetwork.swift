import CTorch
public import VigilCore
public import VigilNetworks

/// A network in LibTorch, on the processor or a GPU; used by one task at a time.
public final class TorchNetwork {
  let loaded: LoadedGraph
  /// The graph that is computed.
  public let graph: Graph

  var plugin: TorchPlugin { loaded.plugin }
  var handle: OpaquePointer { loaded.handle }

  /// Loads a network into LibTorch.
  ///
  /// - Parameter inDoublePrecision: computes with 64-bit floats, for checks.
  /// - Throws: `failed` if that is impossible, for example without a GPU.
  public init(
    _ network: Network, on device: TorchDevice = .cpu, inDoublePrecision: Bool = false, plugin: TorchPlugin
  ) throws(TorchError) {
    graph = network.graph
    loaded = try LoadedGraph(
      graph.torchText, network.weights.tensors,
      TorchPlacement(device: device, bits: inDoublePrecision ? 64 : 32, threads: plugin.threads),
      plugin: plugin)
  }

  /// The current values of the tensors.
  public func weights() throws(TorchError) -> Weights {
    var tensors: [String: Tensor] = [:]
    for parameter in graph.parameters {
      tensors[parameter.name] = try loaded.received("giving \(parameter.name)") {
        plugin.functions.network_get(handle, parameter.name, $0, $1)
      }[parameter.name]
    }
    return Weights(tensors)
  }

  /// The gradient of a parameter in the last training step.
  public func gradient(_ name: String) throws(TorchError) -> Tensor {
    let found = try loaded.received("giving the gradient of \(name)") {
      plugin.functions.network_gradient(handle, name, $0, $1)
    }
    guard let gradient = found[name] else { throw plugin.failure("giving the gradient of \(name)") }
    return gradient
  }

  /// Runs the network in inference mode and returns all outputs by name.
  public func run(_ input: Tensor) throws(TorchError) -> [String: Tensor] {
    try loaded.received("running the network") { context, receive in
      LoadedGraph.withTensor("input", input) {
        plugin.functions.network_run(handle, $0, context, receive)
      }
    }
  }
}
