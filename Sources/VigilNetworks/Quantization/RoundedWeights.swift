/// A kernel in whole numbers, symmetric around zero, with a quantisation scale for each output channel.
struct RoundedWeights {
  /// Whole numbers from `-largest` to `largest`.
  let levels: [Float]
  /// The scale of each output channel: the largest weight is `largest` steps.
  let steps: [Float]

  /// Rounds `weights`, output channel by output channel.
  init(_ weights: [Float], outputs: Int, largest: Float) {
    let size = weights.count / outputs
    var levels = weights
    var steps: [Float] = []
    for output in 0..<outputs {
      let range = output * size..<(output + 1) * size
      let peak = weights[range].reduce(0) { max($0, abs($1)) }
      // A channel of zeros, or of numbers too small to divide by, can have any step.
      let step = peak / largest
      steps.append(step.isNormal ? step : 1)
      for index in range { levels[index] = (weights[index] / steps[output]).rounded(.toNearestOrEven) }
    }
    self.levels = levels
    self.steps = steps
  }

  /// The quantised value of the weight at an index.
  func value(_ index: Int) -> Double {
    Double(levels[index]) * Double(steps[index / (levels.count / steps.count)])
  }

  /// The sum of squared rounding errors over the sum of squared weights.
  func noise(of weights: [Float]) -> Double {
    var (noise, signal) = (0.0, 0.0)
    for (index, weight) in weights.enumerated() {
      let error = Double(weight) - value(index)
      noise += error * error
      signal += Double(weight) * Double(weight)
    }
    return signal > 0 ? noise / signal : 0
  }
}
