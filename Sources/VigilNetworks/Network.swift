/// A graph with its weights.
public struct Network: Sendable {
  /// The operations.
  public let graph: Graph
  /// The tensors: exactly those that the graph declares.
  public let weights: Weights

  /// Combines a graph with weights.
  ///
  /// - Throws: `weightsMismatch` if a tensor is missing, unexpected or of another shape.
  public init(_ graph: Graph, _ weights: Weights) throws(NetworksError) {
    try weights.verify(for: graph)
    self.init(verified: graph, weights)
  }

  /// A network with weights computed from their names: see `Weights.deterministic(for:)`.
  public static func deterministic(_ graph: Graph) -> Network {
    Network(verified: graph, .deterministic(for: graph))
  }

  /// For passes that change graph and weights together.
  init(verified graph: Graph, _ weights: Weights) {
    self.graph = graph
    self.weights = weights
  }
}
