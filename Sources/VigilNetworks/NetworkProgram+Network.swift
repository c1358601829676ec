public import VigilCore

extension NetworkProgram {
  /// A network for an engine, simplified: batch norms folded, matrix products in the cheapest order.
  ///
  /// A first extent `batch` becomes 1 in the ports, and stays free inside.
  public init(_ network: Network) {
    let network = network.simplified()
    let fixed = network.graph.fixing(["batch": 1])
    func port(_ value: Graph.Value) -> NetworkPort {
      NetworkPort(name: value.name, shape: value.shape.map(\.size))
    }
    self.init(
      text: network.graph.programText, tensors: network.weights.tensors, input: port(fixed.inputs[0]),
      outputs: fixed.outputs.map(port))
  }
}
