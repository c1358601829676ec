import CTorch
public import VigilCore
public import VigilNetworks

/// A network in LibTorch, on the processor or a GPU; used by one task at a time.
public final class TorchNetwork {
  let loaded: LoadedGraph
  /// What is computed.
  public let graph: Graph

  var plugin: TorchPlugin { loaded.plugin }
  var handle: OpaquePointer { loaded.handle }

  /// Puts a network into LibTorch.
  ///
  /// - Parameter inDoublePrecision: computes with 64-bit floats, for checks.
  /// - Throws: `failed` if it cannot be done, as without a GPU.
  public init(
    _ network: Network, on device: TorchDevice = .cpu, inDoublePrecision: Bool = false, plugin: TorchPlugin
  ) throws(TorchError) {
    graph = network.graph
    loaded = try LoadedGraph(
      graph.torchText, network.weights.tensors,
      TorchPlacement(device: device, bits: inDoublePrecision ? 64 : 32, threads: plugin.threads),
      plugin: plugin)
  }

  /// The tensors as they are now.
  public func weights() throws(TorchError) -> Weights {
    var tensors: [String: Tensor] = [:]
    for parameter in graph.parameters {
      tensors[parameter.name] = try loaded.received("giving \(parameter.name)") {
        plugin.functions.network_get(handle, parameter.name, $0, $1)
      }[parameter.name]
    }
    return Weights(tensors)
  }

  /// What the last step of training found as the gradient of a parameter.
  public func gradient(_ name: String) throws(TorchError) -> Tensor {
    let found = try loaded.received("giving the gradient of \(name)") {
      plugin.functions.network_gradient(handle, name, $0, $1)
    }
    guard let gradient = found[name] else { throw plugin.failure("giving the gradient of \(name)") }
    return gradient
  }

  /// Runs the network as in use and returns all outputs by name.
  public func run(_ input: Tensor) throws(TorchError) -> [String: Tensor] {
    try loaded.received("running the network") { context, receive in
      LoadedGraph.withTensor("input", input) {
        plugin.functions.network_run(handle, $0, context, receive)
      }
    }
  }
}
