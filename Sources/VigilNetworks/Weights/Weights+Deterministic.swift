import VigilCore

extension Weights {
  /// Weights that any language can recompute from their names, for tests and for timing without trained ones.
  ///
  /// With u from `DeterministicValues`: convolution and linear weights `u * gain * sqrt(3 / fan-in)`, the
  /// gain being 0.8 for three-dimensional convolutions and 1 otherwise; biases `0.1 u`; batch norms
  /// `1 + 0.25 u`, `0.1 u`, mean `0.1 u`, variance `1 + 0.5 u`; of quantised convolutions `63 u`
  /// rounded, and steps `0.001 + 0.0002 u`. Values stay of order 1 through the network.
  public static func deterministic(for graph: Graph) -> Weights {
    var tensors: [String: Tensor] = [:]
    for parameter in graph.parameters {
      tensors[parameter.name] = Tensor(shape: parameter.shape, values: values(of: parameter))
    }
    return Weights(tensors)
  }

  private static func values(of parameter: Parameter) -> [Float] {
    var values = DeterministicValues.uniform(parameter.name, count: parameter.count)
    let (offset, factor) = parameter.deterministicRule
    for index in values.indices { values[index] = offset + factor * values[index] }
    if parameter.role == .levels { values = values.map { $0.rounded() } }
    return values
  }
}

extension Parameter {
  /// The factor for u and the offset, for deterministic weights.
  package var deterministicRule: (offset: Float, factor: Float) {
    switch role {
    case .weight:
      let gain = shape.count == 5 ? 0.8 : 1
      let fanIn = Double(count / shape[0])
      return (0, Float(gain * (3 / fanIn).squareRoot()))
    case .levels: return (0, 63)
    case .step: return (0.001, 0.0002)
    case .normWeight: return (1, 0.25)
    case .runningVariance: return (1, 0.5)
    case .bias, .normBias, .runningMean: return (0, 0.1)
    }
  }
}
