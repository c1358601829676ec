/// Samples of which each feature has mean 0 and variance 1; a feature that never changes is 0.
struct StandardizedSamples {
  /// The features [count, size], row by row.
  let values: [Double]
  let count: Int
  let size: Int
  private let means: [Double]
  private let deviations: [Double]

  /// Takes samples [count, features] as they come.
  ///
  /// - Throws: `badData` if a feature is no number.
  init(_ samples: [Float], count: Int) throws(TrainingError) {
    let size = samples.count / max(1, count)
    precondition(count > 0 && size > 0 && samples.count == count * size, "a row of features for each label")
    guard samples.allSatisfy(\.isFinite) else {
      throw TrainingError(.badData, "there are features that are no finite numbers; extract them again")
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

  /// What weights and an intercept for these samples are for features as they come.
  func classifier(weights: [Double], intercept: Double, steps: Int, loss: Double) -> LinearClassifier {
    let coefficients = zip(weights, deviations).map { $0 / $1 }
    let shift = zip(coefficients, means).reduce(0) { $0 + $1.0 * $1.1 }
    return LinearClassifier(
      coefficients: coefficients, intercept: intercept - shift, steps: steps, loss: loss)
  }
}
