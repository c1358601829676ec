import Foundation

/// Student's t distribution, for intervals from few samples.
package struct StudentT: Sendable {
  /// The degrees of freedom, not necessarily whole.
  package let degrees: Double

  /// - Precondition: `degrees` is positive.
  package init(degrees: Double) {
    precondition(degrees > 0, "the degrees of freedom must be positive")
    self.degrees = degrees
  }

  /// The quantile at a probability.
  ///
  /// - Precondition: the probability lies between a half and 1.
  package func quantile(_ share: Double) -> Double {
    precondition(share >= 0.5 && share < 1, "the probability must be at least 0.5 and below 1")
    var (low, high) = (0.0, 1.0)
    while probability(below: high) < share { high *= 2 }
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if probability(below: middle) < share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The cumulative probability at a non-negative value.
  func probability(below value: Double) -> Double {
    1 - incompleteBeta(degrees / (degrees + value * value)) / 2
  }

  /// The regularised incomplete beta function I_x(degrees / 2, 1 / 2), by Lentz's continued fraction
  /// (Press et al., "Numerical Recipes", 6.4).
  private func incompleteBeta(_ x: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    let (a, b) = (degrees / 2, 0.5)
    let logBeta: Double = lgamma(a) + lgamma(b) - lgamma(a + b)
    let logFront: Double = a * log(x) + b * log(1 - x) - logBeta
    if x < (a + 1) / (a + b + 2) { return exp(logFront) * Self.fraction(x, a, b) / a }
    return 1 - exp(logFront) * Self.fraction(1 - x, b, a) / b
  }

  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    func safe(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
    var c = 1.0
    var d = 1 / safe(1 - (a + b) * x / (a + 1))
    var result = d
    for step in 1...500 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / safe(1 + even * d)
      c = safe(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / safe(1 + odd * d)
      c = safe(1 + odd / c)
      result *= d * c
      if abs(d * c - 1) < 1e-15 { break }
    }
    return result
  }
}
