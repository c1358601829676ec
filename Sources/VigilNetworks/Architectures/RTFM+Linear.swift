import VigilCore

extension RTFM {
  /// Weights that score a snippet by the sigmoid of a linear function of its features, smoothed over time:
  /// half its own logit and a quarter of each neighbour's. Positions before the first snippet and after the last have zero
  /// features; their logit is zero too if a feature is known that is 1 in every snippet, else the intercept.
  ///
  /// The first temporal layer sums the neighbours. Two features carry the sum, one its positive and one its
  /// negative part, and two units of each hidden layer carry the positive and the negative part of the result. Everything else is as
  /// at the start of a training and without effect, so training can continue from here.
  ///
  /// - Parameters:
  ///   - coefficients: one for each feature.
  ///   - constant: the index of a feature that is always 1.
  ///   - beginning: initial weights of the network; see `Weights.initial`.
  /// - Precondition: there are as many coefficients as features.
  public func weights(
    coefficients: [Float], intercept: Float, constant: Int? = nil, beginning: Weights
  ) -> Weights {
    precondition(
      coefficients.count == features, "\(coefficients.count) coefficients for \(features) features")
    var tensors = beginning.tensors
    func set(_ name: String, _ change: (inout [Float]) -> Void) {
      guard var tensor = tensors[name] else { preconditionFailure("the network has a tensor \(name)") }
      change(&tensor.values)
      tensors[name] = tensor
    }
    /// Replaces one row of a matrix.
    func row(_ index: Int, of name: String, _ values: [Float]) {
      set(name) { $0.replaceSubrange(index * values.count..<(index + 1) * values.count, with: values) }
    }
    func unit(_ index: Int, of count: Int) -> [Float] { (0..<count).map { $0 == index ? 1 : 0 } }

    set("Aggregate.conv_5.0.weight") { $0 = $0.map { _ in 0 } }
    let carriers = Self.carriers(coefficients)
    let isSmoothed = Self.smooths(coefficients)
    let ownShare: Float = isSmoothed ? 0.5 : 1
    if isSmoothed {
      for (sign, carrier) in zip([Float(1), -1], carriers) {
        let channel = sign > 0 ? 0 : 1
        var own = coefficients
        if let constant { own[constant] += intercept }
        row(channel, of: "Aggregate.conv_1.0.weight", own.flatMap { [sign * $0 / 4, 0, sign * $0 / 4] })
        set("Aggregate.conv_1.0.bias") { $0[channel] = constant == nil ? sign * intercept / 2 : 0 }
        // [features, 4 inner, 3]: the middle of the three time steps.
        set("Aggregate.conv_5.0.weight") { $0[(carrier * 4 * inner + channel) * 3 + 1] = 1 }
        set("Aggregate.conv_5.2.weight") { $0[carrier] = sign / (coefficients[carrier] / 2) }
        // Including the norm's epsilon: one.
        set("Aggregate.conv_1.2.running_var") { $0[channel] = 1 - 1e-5 }
        set("Aggregate.conv_5.2.running_var") { $0[carrier] = 1 - 1e-5 }
      }
    }
    for (unitIndex, sign) in [Float(1), -1].enumerated() {
      row(unitIndex, of: "fc1.weight", coefficients.map { sign * $0 * ownShare })
      set("fc1.bias") { $0[unitIndex] = sign * intercept * ownShare }
      row(unitIndex, of: "fc2.weight", unit(unitIndex, of: 512))
      set("fc2.bias") { $0[unitIndex] = 0 }
    }
    row(0, of: "fc3.weight", unit(0, of: 128))
    set("fc3.weight") { $0[1] = -1 }
    set("fc3.bias") { $0[0] = 0 }
    return Weights(tensors)
  }

  /// Whether `weights` smooths over three snippets: two features must be able to carry the sum of the neighbours.
  public static func smooths(_ coefficients: [Float]) -> Bool {
    carriers(coefficients).allSatisfy { abs(coefficients[$0]) > 1e-6 }
  }

  private static func carriers(_ coefficients: [Float]) -> [Int] {
    Array(coefficients.indices.sorted { abs(coefficients[$0]) > abs(coefficients[$1]) }.prefix(2))
  }
}
