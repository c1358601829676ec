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
    /// What is computed.
    public var operation: Operation
    /// The names of the values it is computed from.
    public var inputs: [String]
    /// The tensors the operation needs besides its inputs: the weight first.
    public var parameters: [Parameter]
    /// The shape of the result.
    public var shape: [Dimension]
  }

  /// What the network is called.
  public var name: String
  /// What must be given to run it.
  public var inputs: [Value]
  /// The operations; a node comes after those it uses.
  public var nodes: [Node]
  /// The names of the nodes whose results are wanted.
  public var outputNames: [String]

  /// What running it gives.
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

  /// How many numbers training can change.
  ///
  /// The running statistics of batch norms are not among them.
  public var parameterCount: Int { parameters.filter(\.isLearned).map(\.count).reduce(0, +) }

  /// The same graph with symbols replaced by numbers; symbols that it does not have are ignored.
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
