extension Graph {
  /// The same network with signed integers for every 8-bit activation: zero is 0, and the largest value is 127 steps.
  ///
  /// For engines that know no other integers. An activation that had 0 to 255 has half as many steps for the same range.
  public var symmetric: Graph {
    var graph = self
    for index in graph.nodes.indices {
      if case .quantize(let scale) = graph.nodes[index].operation {
        graph.nodes[index].operation = .quantize(scale.symmetric)
      }
    }
    return graph
  }

  /// Whether it rounds to 8-bit integers anywhere.
  public var isQuantized: Bool {
    nodes.contains { node in
      switch node.operation {
      case .quantize, .quantizedConvolution: true
      default: false
      }
    }
  }
}

extension ActivationScale {
  /// The signed scale with the same largest value; a signed scale is one already.
  public var symmetric: ActivationScale {
    isSigned ? self : ActivationScale(step: Float(Double(step) * 255 / 127), isSigned: true)
  }
}
