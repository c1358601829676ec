import VigilCore

extension Network {
  /// The same network with every batch norm and scale that directly follows a convolution folded into it.
  ///
  /// Exact except for rounding: `norm(W x + b) = (s W) x + (s (b - mean) + bias)`, with
  /// `s = weight / sqrt(variance + epsilon)`, computed in double precision. Where another operation
  /// stands between them, such as the relu before the norms of RTFM, or another node uses the convolution's
  /// result, nothing changes.
  ///
  /// - Parameter kept: names of convolutions to leave as they are.
  public func folded(leaving kept: Set<String> = []) -> Network {
    let (folded, folds) = graph.folded(leaving: kept)
    var tensors = weights.tensors
    for fold in folds {
      guard let affine = affine(fold.norm) else { preconditionFailure("\(fold.norm.name) cannot be folded") }
      apply(affine, to: fold.convolution, &tensors)
      for parameter in fold.norm.parameters { tensors[parameter.name] = nil }
    }
    return Network(verified: folded, Weights(tensors))
  }

  /// `factor x + offset` for each channel, with one element if it is the same for all.
  private struct Affine {
    var factor: [Double]
    var offset: [Double]
  }

  private func affine(_ node: Graph.Node) -> Affine? {
    switch node.operation {
    case .scale(let factor):
      return Affine(factor: [factor], offset: [0])
    case .batchNorm(let epsilon):
      let (weight, bias, mean, variance) = (
        weights[node.parameters[0]].values, weights[node.parameters[1]].values,
        weights[node.parameters[2]].values, weights[node.parameters[3]].values
      )
      let factor = weight.indices.map { Double(weight[$0]) / (Double(variance[$0]) + epsilon).squareRoot() }
      return Affine(
        factor: factor, offset: weight.indices.map { Double(bias[$0]) - Double(mean[$0]) * factor[$0] })
    default:
      return nil
    }
  }

  /// Changes the weight and bias of a convolution, which may have had no bias.
  private func apply(_ affine: Affine, to convolution: Graph.Node, _ tensors: inout [String: Tensor]) {
    let (weight, bias) = (convolution.parameters[0], convolution.parameters[1])
    let channels = weight.shape[0]
    let factor =
      affine.factor.count == 1 ? Array(repeating: affine.factor[0], count: channels) : affine.factor
    let offset =
      affine.offset.count == 1 ? Array(repeating: affine.offset[0], count: channels) : affine.offset

    let size = weight.count / channels
    var values = tensors.removeValue(forKey: weight.name)?.values ?? []
    for channel in 0..<channels {
      for index in channel * size..<(channel + 1) * size {
        values[index] = Float(Double(values[index]) * factor[channel])
      }
    }
    tensors[weight.name] = Tensor(shape: weight.shape, values: values)
    let before = tensors[bias.name]?.values ?? Array(repeating: 0, count: channels)
    tensors[bias.name] = Tensor(
      shape: [channels],
      values: before.indices.map { Float(Double(before[$0]) * factor[$0] + offset[$0]) })
  }
}

extension Graph {
  /// A norm or scale that became part of a convolution.
  struct Fold {
    var norm: Node
    /// The convolution afterwards: with a weight and a bias.
    var convolution: Node
  }

  /// The graph with every batch norm and scale that directly follows a convolution folded into it, and the list of those.
  func folded(leaving kept: Set<String> = []) -> (graph: Graph, folds: [Fold]) {
    var nodes: [Node] = []
    var folds: [Fold] = []
    var places: [String: Int] = [:]  // of the nodes kept, by the names of their results
    var renamed: [String: String] = [:]
    let uses = useCounts

    for var node in self.nodes {
      let isOnlyUse = uses[node.inputs[0]] == 1
      node.inputs = node.inputs.map { renamed[$0] ?? $0 }
      if node.operation.isAffine, isOnlyUse, !outputNames.contains(node.name), !kept.contains(node.inputs[0]),
        let place = places[node.inputs[0]], case .convolution = nodes[place].operation
      {
        if nodes[place].parameters.count == 1 {
          let channels = nodes[place].parameters[0].shape[0]
          nodes[place].parameters.append(
            Parameter("\(nodes[place].name).bias", shape: [channels], role: .bias))
        }
        folds.append(Fold(norm: node, convolution: nodes[place]))
        renamed[node.name] = nodes[place].name
      } else {
        places[node.name] = nodes.count
        nodes.append(node)
      }
    }
    var folded = self
    folded.nodes = nodes
    return (folded, folds)
  }
}

extension Operation {
  /// Whether it multiplies and adds constants for each channel.
  fileprivate var isAffine: Bool {
    switch self {
    case .batchNorm, .scale: true
    default: false
    }
  }
}
