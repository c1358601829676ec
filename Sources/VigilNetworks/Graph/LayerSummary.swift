/// One row of a network's table: a node's operation and cost.
public struct LayerSummary: Hashable, Sendable {
  /// The node's name.
  public var name: String
  /// Its operation, in a few words.
  public var operation: String
  /// The shape of its result.
  public var outputShape: [Dimension]
  /// The number of its trainable parameters.
  public var parameterCount: Int
  /// Multiplications followed by an addition: those of convolutions, linear layers and matrix products.
  ///
  /// The convention of the literature: batch norms, activations, pooling and sums are not counted.
  public var multiplyAccumulates: Int
}

extension Graph {
  /// A row for each node; an extent that is still a symbol counts as 1 (fix it first to count more).
  public var layers: [LayerSummary] {
    var shapes = Dictionary(uniqueKeysWithValues: inputs.map { ($0.name, $0.shape) })
    return nodes.map { node in
      defer { shapes[node.name] = node.shape }
      return LayerSummary(
        name: node.name,
        operation: node.operation.description,
        outputShape: node.shape,
        parameterCount: node.parameters.filter(\.isLearned).map(\.count).reduce(0, +),
        multiplyAccumulates: Self.multiplyAccumulates(of: node, input: shapes[node.inputs[0]] ?? []))
    }
  }

  /// The cost of one run, with every symbolic extent 1: of one snippet, or of one snippet and crop.
  public var multiplyAccumulates: Int { layers.map(\.multiplyAccumulates).reduce(0, +) }

  private static func multiplyAccumulates(of node: Node, input: [Dimension]) -> Int {
    let outputs = node.shape.map { $0.size ?? 1 }.reduce(1, *)
    return switch node.operation {
    case .convolution, .quantizedConvolution, .linear:
      outputs * (node.parameters.first?.shape.dropFirst().reduce(1, *) ?? 0)
    case .matmul: outputs * (input.last?.size ?? 1)
    default: 0
    }
  }
}
