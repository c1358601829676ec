import Foundation

/// A line between two kinds of samples, and how it was found.
struct LinearClassifier {
  /// Of the features as they come.
  var coefficients: [Double]
  var intercept: Double
  /// Steps made.
  var steps: Int
  /// The mean logistic loss of a sample.
  var loss: Double

  /// The logistic loss of a logit for a label, log(1 + exp(-z)) where the label is 1, without overflow.
  static func loss(_ logit: Double, label: Float) -> Double {
    let signed = label > 0.5 ? logit : -logit
    return max(0, -signed) + log1p(exp(-abs(signed)))
  }
}
