import Foundation

/// A linear classifier between two kinds of samples, and how it was found.
struct LinearClassifier {
  /// For the original, unstandardised features.
  var coefficients: [Double]
  var intercept: Double
  /// The number of iterations.
  var steps: Int
  /// The mean logistic loss per sample.
  var loss: Double

  /// The logistic loss of a logit for a label, log(1 + exp(-z)) where the label is 1, without overflow.
  static func loss(_ logit: Double, label: Float) -> Double {
    let signed = label > 0.5 ? logit : -logit
    return max(0, -signed) + log1p(exp(-abs(signed)))
  }
}
