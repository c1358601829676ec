import VigilCore

extension Network {
  /// The same network with every batch norm and scale that directly follows a convolution folded into it.
  ///
  /// Exact but for rounding: `norm(W x + b) = (s W) x + (s (b - mean) + bias)`, with
  /// `s = weight / sqrt(variance + epsilon)`, computed in double precision. Where another operation
  /// stands between them, as the relu before the norms of RTFM, or another node uses the convolution's
  /// result, nothing changes.
  public func folded() -> Network {
    var nodes: [Graph.Node] = []
    var tensors = weights.tensors
    var places: [String: Int] = [:]  // of the nodes kept, by the names of their results
    var renamed: [String: String] = [:]
    let uses = graph.useCounts

    for var node in graph.nodes {
      let isOnlyUse = uses[node.inputs[0]] == 1
      node.inputs = node.inputs.map { renamed[$0] ?? $0 }
      if let affine = affine(node), isOnlyUse, !graph.outputNames.contains(node.name),
        let place = places[node.inputs[0]], case .convolution = nodes[place].operation
      {
        fold(affine, into: &nodes[place], &tensors)
        for parameter in node.parameters { tensors[parameter.name] = nil }
        renamed[node.name] = nodes[place].name
      } else {
        places[node.name] = nodes.count
        nodes.append(node)
      }
    }
    var folded = graph
    folded.nodes = nodes
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

  private func fold(_ affine: Affine, into node: inout Graph.Node, _ tensors: inout [String: Tensor]) {
    let weight = node.parameters[0]
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

    var bias = Parameter("\(node.name).bias", shape: [channels], role: .bias)
    if node.parameters.count == 2 { bias = node.parameters[1] } else { node.parameters.append(bias) }
    let before = tensors[bias.name]?.values ?? Array(repeating: 0, count: channels)
    tensors[bias.name] = Tensor(
      shape: [channels],
      values: before.indices.map { Float(Double(before[$0]) * factor[$0] + offset[$0]) })
  }
}
