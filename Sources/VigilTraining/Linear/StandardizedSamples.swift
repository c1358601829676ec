/// Samples standardised to mean 0 and variance 1 in each feature; a constant feature becomes 0.
struct StandardizedSamples {
  /// The features [count, size], row by row.
  let values: [Double]
  let count: Int
  let size: Int
  private let means: [Double]
  private let deviations: [Double]

  /// Takes samples [count, features], not yet standardised.
  ///
  /// - Throws: `badData` if a feature is non-finite.
  init(_ samples: [Float], count: Int) throws(TrainingError) {
    let size = samples.count / max(1, count)
    precondition(count > 0 && size > 0 && samples.count == count * size, "each label needs a row of features")
    guard samples.allSatisfy(\.isFinite) else {
      throw TrainingError(.badData, "there are non-finite features; extract them again")
    }
    var means = [Double](repeating: 0, count: size)
    var deviations = [Double](repeating: 0, count: size)
    for row in 0..<count {
      for index in 0..<size { means[index] += Double(samples[row * size + index]) / Double(count) }
    }
    for row in 0..<count {
      for index in 0..<size {
        let distance = Double(samples[row * size + index]) - means[index]
        deviations[index] += distance * distance / Double(count)
      }
    }
    deviations = deviations.map { $0 > 1e-12 ? $0.squareRoot() : 1 }
    values = samples.indices.map { (Double(samples[$0]) - means[$0 % size]) / deviations[$0 % size] }
    (self.count, self.size, self.means, self.deviations) = (count, size, means, deviations)
  }

  /// Converts weights and an intercept for these samples to ones for the original features.
  func classifier(weights: [Double], intercept: Double, steps: Int, loss: Double) -> LinearClassifier {
    let coefficients = zip(weights, deviations).map { $0 / $1 }
    let shift = zip(coefficients, means).reduce(0) { $0 + $1.0 * $1.1 }
    return LinearClassifier(
      coefficients: coefficients, intercept: intercept - shift, steps: steps, loss: loss)
  }
}
