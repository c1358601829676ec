/// A network: operations in the order in which they run, each on the results of earlier ones.
///
/// Every value has the name of the node that makes it, or of an input of the graph.
public struct Graph: Hashable, Sendable {
  /// A named value with its shape.
  public struct Value: Hashable, Sendable {
    /// The name of the node or input that gives the value.
    public var name: String
    /// The extent of each axis.
    public var shape: [Dimension]
  }

  /// One operation.
  public struct Node: Hashable, Sendable {
    /// The name of the node and of its result; where the operation has parameters, the name of the
    /// PyTorch module that owns them.
    public var name: String
    /// The operation.
    public var operation: Operation
    /// The names of its inputs.
    public var inputs: [String]
    /// The tensors the operation needs besides its inputs: the weight first.
    public var parameters: [Parameter]
    /// The shape of the result.
    public var shape: [Dimension]
  }

  /// The name of the network.
  public var name: String
  /// The inputs.
  public var inputs: [Value]
  /// The operations; a node comes after those it uses.
  public var nodes: [Node]
  /// The names of the output nodes.
  public var outputNames: [String]

  /// The outputs.
  public var outputs: [Value] {
    outputNames.map { name in
      guard let node = nodes.first(where: { $0.name == name }) else {
        preconditionFailure("graph \(self.name) has no node \(name)")
      }
      return Value(name: name, shape: node.shape)
    }
  }

  /// All tensors that the network needs, in the order of the nodes.
  public var parameters: [Parameter] { nodes.flatMap(\.parameters) }

  /// The number of trainable parameters.
  ///
  /// The running statistics of batch norms are not among them.
  public var parameterCount: Int { parameters.filter(\.isLearned).map(\.count).reduce(0, +) }

  /// The same graph with symbols replaced by numbers; unknown symbols are ignored.
  public func fixing(_ sizes: [String: Int]) -> Graph {
    var graph = self
    for index in graph.inputs.indices {
      graph.inputs[index].shape = graph.inputs[index].shape.map { $0.fixing(sizes) }
    }
    for index in graph.nodes.indices {
      graph.nodes[index].shape = graph.nodes[index].shape.map { $0.fixing(sizes) }
      if case .reshape(let shape) = graph.nodes[index].operation {
        graph.nodes[index].operation = .reshape(shape.map { $0.fixing(sizes) })
      }
    }
    return graph
  }
}
