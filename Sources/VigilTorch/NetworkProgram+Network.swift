public import VigilInference
public import VigilNetworks

extension NetworkProgram {
  /// A network for the engine, simplified: batch norms folded, matrix products in the cheapest order.
  ///
  /// A first extent `batch` becomes 1 in the ports, and stays free inside.
  ///
  /// - Throws: `engineFailed` if it has 8-bit integer operations.
  public init(_ network: Network) throws(InferenceError) {
    let network = network.simplified()
    for node in network.graph.nodes {
      switch node.operation {
      case .quantize, .quantizedConvolution:
        throw InferenceError(
          .engineFailed,
          "LibTorch runs no networks in 8-bit integers; leave out --engine torch, or choose a model in fp32")
      default: break
      }
    }
    let fixed = network.graph.fixing(["batch": 1])
    func port(_ value: Graph.Value) -> NetworkPort {
      NetworkPort(name: value.name, shape: value.shape.map(\.size))
    }
    self.init(
      text: network.graph.torchText, tensors: network.weights.tensors, input: port(fixed.inputs[0]),
      outputs: fixed.outputs.map(port))
  }
}
