import VigilCore

extension RTFM {
  /// Weights that score a snippet by `sigmoid(coefficients . features + intercept)` and do not look at its neighbours.
  ///
  /// The last temporal layer is zero, so that features pass unchanged; two units of each hidden layer carry the sum's positive and
  /// negative part. Everything else is as at the beginning of a training and without effect, so training can go on from here.
  ///
  /// - Parameters:
  ///   - coefficients: one for each feature.
  ///   - beginning: initial weights of the network; see `Weights.initial`.
  /// - Precondition: there are as many coefficients as features.
  public func weights(coefficients: [Float], intercept: Float, beginning: Weights) -> Weights {
    precondition(
      coefficients.count == features, "\(coefficients.count) coefficients for \(features) features")
    var tensors = beginning.tensors
    func set(_ name: String, _ change: (inout [Float]) -> Void) {
      guard var tensor = tensors[name] else { preconditionFailure("the network has a tensor \(name)") }
      change(&tensor.values)
      tensors[name] = tensor
    }
    set("Aggregate.conv_5.0.weight") { values in for index in values.indices { values[index] = 0 } }
    set("fc1.weight") { values in
      values.replaceSubrange(0..<features, with: coefficients)
      values.replaceSubrange(features..<2 * features, with: coefficients.map { -$0 })
    }
    set("fc1.bias") { values in (values[0], values[1]) = (intercept, -intercept) }
    set("fc2.weight") { values in
      let width = 512
      for unit in 0..<2 {
        for index in 0..<width { values[unit * width + index] = index == unit ? 1 : 0 }
      }
    }
    set("fc2.bias") { values in (values[0], values[1]) = (0, 0) }
    set("fc3.weight") { values in
      for index in values.indices { values[index] = index == 0 ? 1 : index == 1 ? -1 : 0 }
    }
    set("fc3.bias") { values in values[0] = 0 }
    return Weights(tensors)
  }
}
