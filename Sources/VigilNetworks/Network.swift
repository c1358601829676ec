/// A graph with the weights that fill it.
public struct Network: Sendable {
  /// What is computed.
  public let graph: Graph
  /// The tensors it is computed with: exactly those that the graph declares.
  public let weights: Weights

  /// Puts weights into a graph.
  ///
  /// - Throws: `weightsMismatch` if a tensor is missing, unexpected or of another shape.
  public init(_ graph: Graph, _ weights: Weights) throws(NetworksError) {
    try weights.verify(for: graph)
    self.init(verified: graph, weights)
  }

  /// A network with weights made from their names: see `Weights.deterministic(for:)`.
  public static func deterministic(_ graph: Graph) -> Network {
    Network(verified: graph, .deterministic(for: graph))
  }

  /// For passes that change graph and weights together.
  init(verified graph: Graph, _ weights: Weights) {
    self.graph = graph
    self.weights = weights
  }
}
