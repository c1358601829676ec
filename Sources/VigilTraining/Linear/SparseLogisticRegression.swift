import Foundation
import VigilCore

/// L1-regularised logistic regression: most coefficients become zero. With more features than samples of an anomaly, it relies on
/// the few most informative ones.
///
/// Features are standardised first. The loss is convex; one coefficient after another moves to the minimum of a quadratic upper
/// bound of the loss, until none moves (Friedman, Hastie and Tibshirani, Regularization Paths for Generalized Linear Models via Coordinate
/// Descent, 2010, with the bound of 1/4 on the curvature of the loss instead of the curvature).
struct SparseLogisticRegression {
  /// L1 penalty as a fraction (0-1) of the smallest penalty that zeroes every coefficient.
  var sparsity: Double
  /// The maximum number of passes over all features.
  static let mostRounds = 100_000

  /// Fits to samples [count, features], a label of 0 or 1 for each.
  ///
  /// - Parameters:
  ///   - stop: checked before each pass.
  ///   - search: called with the number of each pass before it.
  /// - Throws: `badData` if a feature is non-finite, or no minimum is found; `interrupted`.
  func fit(
    _ samples: [Float], labels: [Float], stop: StopRequest, search: (Int) -> Void
  ) throws(TrainingError) -> LinearClassifier {
    let standard = try StandardizedSamples(samples, count: labels.count)
    let (count, size) = (standard.count, standard.size)
    // Column by column, since coefficients are updated one by one.
    let columns = (0..<size).map { feature in
      stride(from: feature, to: standard.values.count, by: size).map { standard.values[$0] }
    }
    let share = labels.reduce(0) { $0 + Double($1) } / Double(count)
    var errors = labels.map { share - Double($0) }
    let cost = sparsity * (columns.map { abs(Self.product($0, errors)) }.max() ?? 0)

    var weights = [Double](repeating: 0, count: size)
    var intercept = log(share / (1 - share))
    var logits = [Double](repeating: intercept, count: count)
    let curvature = Double(count) / 4  // a bound: the columns' squares sum to the number of samples
    func update(_ change: Double, _ column: [Double]?) {
      for row in 0..<count {
        logits[row] += change * (column?[row] ?? 1)
        errors[row] = 1 / (1 + exp(-logits[row])) - Double(labels[row])
      }
    }
    for round in 1...Self.mostRounds {
      search(round)
      guard !stop.isRequested else { throw LinearFit.interrupted }
      let shift = -errors.reduce(0, +) / curvature
      intercept += shift
      update(shift, nil)
      var largest = abs(shift)
      for feature in 0..<size {
        let target = weights[feature] - Self.product(columns[feature], errors) / curvature
        let value = max(0, abs(target) - cost / curvature) * (target < 0 ? -1 : 1)
        guard value != weights[feature] else { continue }
        largest = max(largest, abs(value - weights[feature]))
        update(value - weights[feature], columns[feature])
        weights[feature] = value
      }
      if largest < 1e-9 {
        let loss = zip(logits, labels).reduce(0) { $0 + LinearClassifier.loss($1.0, label: $1.1) }
        return standard.classifier(
          weights: weights, intercept: intercept, steps: round, loss: loss / Double(count))
      }
    }
    throw TrainingError(.badData, "the sparse fit did not converge; a higher --sparsity ensures that it does")
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
