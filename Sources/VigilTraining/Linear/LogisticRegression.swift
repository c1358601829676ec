import Foundation

/// Finds the linear classifier with the least logistic loss and the least sum of squares of its coefficients.
///
/// Features are standardised first. The loss is convex, and Newton's method ends at its only minimum: the same numbers come out
/// on every machine, but for rounding (Bishop, Pattern Recognition and Machine Learning, 4.3.3).
struct LogisticRegression {
  /// What a square of a coefficient of standardised features costs, next to half the sum of the losses of all samples.
  var penalty: Double
  /// Steps after which the search is given up.
  static let mostSteps = 100

  /// Coefficients of the features as they come, and the intercept.
  struct Fit {
    var coefficients: [Double]
    var intercept: Double
    /// Newton's steps made.
    var steps: Int
    /// The mean logistic loss of a sample.
    var loss: Double
  }

  /// Fits to samples [count, features], a label of 0 or 1 for each.
  ///
  /// - Throws: `badData` if a feature is no number; `diverged` if no minimum is found.
  func fit(_ samples: [Float], labels: [Float]) throws(TrainingError) -> Fit {
    let count = labels.count
    let size = samples.count / max(1, count)
    precondition(count > 0 && size > 0 && samples.count == count * size, "a row of features for each label")
    guard samples.allSatisfy(\.isFinite) else {
      throw TrainingError(.badData, "there are features that are no finite numbers; extract them again")
    }
    let (standard, means, deviations) = Self.standardized(samples, count: count, size: size)

    // The last of the weights is the intercept, which costs nothing.
    var weights = [Double](repeating: 0, count: size + 1)
    var current = objective(standard, labels, weights)
    for step in 1...Self.mostSteps {
      let (gradient, hessian) = derivatives(standard, labels, weights)
      guard let direction = Cholesky(hessian, size: size + 1)?.solve(gradient) else { break }
      // Half as far until the objective falls: far from the minimum a whole step can overshoot.
      var share = 1.0
      var next = weights
      var reached = current
      repeat {
        next = zip(weights, direction).map { $0 - share * $1 }
        reached = objective(standard, labels, next)
        share /= 2
      } while reached > current && share > 1e-6
      let fall = current - reached
      if fall > 0 { (weights, current) = (next, reached) }
      guard fall > 1e-10 * current else {
        let coefficients = (0..<size).map { weights[$0] / deviations[$0] }
        let shift = zip(coefficients, means).reduce(0) { $0 + $1.0 * $1.1 }
        let square = weights.dropLast().reduce(0) { $0 + $1 * $1 }
        return Fit(
          coefficients: coefficients, intercept: weights[size] - shift, steps: step,
          loss: (current - penalty / 2 * square) / Double(count))
      }
    }
    throw TrainingError(.badData, "no best linear detector is found; a higher --penalty makes one certain")
  }

  /// Samples of mean 0 and variance 1; a feature that never changes is 0.
  private static func standardized(
    _ samples: [Float], count: Int, size: Int
  ) -> (values: [Double], means: [Double], deviations: [Double]) {
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
    let values = samples.indices.map { (Double(samples[$0]) - means[$0 % size]) / deviations[$0 % size] }
    return (values, means, deviations)
  }

  /// The logit of a row.
  private func logit(_ samples: [Double], row: Int, _ weights: [Double]) -> Double {
    let size = weights.count - 1
    var sum = weights[size]
    for index in 0..<size { sum += samples[row * size + index] * weights[index] }
    return sum
  }

  private func objective(_ samples: [Double], _ labels: [Float], _ weights: [Double]) -> Double {
    var sum = penalty / 2 * weights.dropLast().reduce(0) { $0 + $1 * $1 }
    for row in labels.indices {
      let logit = logit(samples, row: row, weights)
      // log(1 + exp(-z)) for a label of 1, without overflow.
      let signed = labels[row] > 0.5 ? logit : -logit
      sum += max(0, -signed) + log1p(exp(-abs(signed)))
    }
    return sum
  }

  private func derivatives(
    _ samples: [Double], _ labels: [Float], _ weights: [Double]
  ) -> (gradient: [Double], hessian: [Double]) {
    let size = weights.count - 1
    let width = size + 1
    var gradient = weights.map { penalty * $0 }
    gradient[size] = 0
    var hessian = [Double](repeating: 0, count: width * width)
    for index in 0..<size { hessian[index * width + index] = penalty }
    var row = [Double](repeating: 1, count: width)
    for sample in labels.indices {
      for index in 0..<size { row[index] = samples[sample * size + index] }
      let share = 1 / (1 + exp(-logit(samples, row: sample, weights)))
      let (error, curve) = (share - Double(labels[sample]), share * (1 - share))
      for index in 0..<width {
        gradient[index] += error * row[index]
        let factor = curve * row[index]
        // The lower triangle is enough.
        for other in 0...index { hessian[index * width + other] += factor * row[other] }
      }
    }
    hessian[width * width - 1] += 1e-9  // when all samples are certain
    return (gradient, hessian)
  }
}
