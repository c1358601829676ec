import Foundation
import VigilCore

/// L2-regularised logistic regression.
///
/// Features are standardised first. The loss is convex, and Newton's method ends at its only minimum: the result is the same
/// on every machine, except for rounding (Bishop, Pattern Recognition and Machine Learning, 4.3.3).
struct LogisticRegression {
  /// L2 penalty: the cost of a squared coefficient of standardised features, relative to half the sum of the losses of all samples.
  var penalty: Double
  /// The maximum number of iterations.
  static let mostSteps = 100

  /// Fits to samples [count, features], a label of 0 or 1 for each.
  ///
  /// - Parameters:
  ///   - stop: checked before each iteration.
  ///   - search: called with the number of each iteration before it.
  /// - Throws: `badData` if a feature is non-finite, or no minimum is found; `interrupted`.
  func fit(
    _ samples: [Float], labels: [Float], stop: StopRequest, search: (Int) -> Void
  ) throws(TrainingError) -> LinearClassifier {
    let standard = try StandardizedSamples(samples, count: labels.count)
    let (count, size) = (standard.count, standard.size)

    // The last of the weights is the intercept, which is not penalised.
    var weights = [Double](repeating: 0, count: size + 1)
    var current = objective(standard.values, labels, weights)
    for step in 1...Self.mostSteps {
      search(step)
      guard !stop.isRequested else { throw LinearFit.interrupted }
      let (gradient, hessian) = derivatives(standard.values, labels, weights)
      guard let direction = Cholesky(hessian, size: size + 1)?.solve(gradient) else { break }
      // Halve the step until the objective falls: far from the minimum a full step can overshoot.
      var share = 1.0
      var next = weights
      var reached = current
      repeat {
        next = zip(weights, direction).map { $0 - share * $1 }
        reached = objective(standard.values, labels, next)
        share /= 2
      } while reached > current && share > 1e-6
      let fall = current - reached
      if fall > 0 { (weights, current) = (next, reached) }
      guard fall > 1e-10 * current else {
        let square = weights.dropLast().reduce(0) { $0 + $1 * $1 }
        return standard.classifier(
          weights: Array(weights.dropLast()), intercept: weights[size], steps: step,
          loss: (current - penalty / 2 * square) / Double(count))
      }
    }
    throw TrainingError(.badData, "the linear fit did not converge; a higher --penalty ensures that it does")
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
      sum += LinearClassifier.loss(logit(samples, row: row, weights), label: labels[row])
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
