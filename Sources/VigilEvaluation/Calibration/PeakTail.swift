import Foundation

/// The distribution of how far peaks rise above a level.
struct PeakTail {
  struct Excess: Hashable {
    /// In log-odds; 0 or more.
    var height: Double
    /// The block of time in which it lies.
    var block: Int
  }

  /// A generalised Pareto distribution, exponential where its shape is 0.
  struct Fit: Hashable {
    var level: Double
    /// The number of peaks above the level.
    var count: Double
    var scale: Double
    var shape: Double

    /// The expected number of peaks above a value.
    func expected(above value: Double) -> Double {
      let excess = max(0, value - level) / scale
      guard abs(shape) > 1e-9 else { return count * exp(-excess) }
      return count * pow(max(0, 1 + shape * excess), -1 / shape)
    }

    /// The value above which a given number of peaks is expected.
    func level(expected wanted: Double) -> Double {
      guard abs(shape) > 1e-9 else { return level + scale * log(count / wanted) }
      return level + scale / shape * (pow(count / wanted, shape) - 1)
    }
  }

  let fit: Fit
  /// Ascending.
  let excesses: [Excess]
  private let isExponential: Bool

  /// Fits a distribution; nil if there is nothing to fit.
  init?(level: Double, excesses: [Excess]) {
    let sorted = excesses.sorted { $0.height < $1.height }
    let weights = sorted.map { _ in 1 }
    guard let pareto = Self.fitted(level, sorted, weights, isExponential: false),
      let exponential = Self.fitted(level, sorted, weights, isExponential: true)
    else { return nil }
    // A shape that the peaks do not show clearly is not extrapolated.
    isExponential = abs(pareto.shape) < 2 * (1 + abs(pareto.shape)) / Double(sorted.count).squareRoot()
    fit = isExponential ? exponential : pareto
    self.excesses = sorted
  }

  /// The same kind of distribution for weighted blocks.
  func refitted(_ blockWeights: [Int]) -> Fit? {
    Self.fitted(fit.level, excesses, excesses.map { blockWeights[$0.block] }, isExponential: isExponential)
  }

  /// By probability-weighted moments (Hosking and Wallis, "Parameter and quantile estimation for the generalized Pareto
  /// distribution", Technometrics 29, 1987).
  private static func fitted(
    _ level: Double, _ excesses: [Excess], _ weights: [Int], isExponential: Bool
  ) -> Fit? {
    let count = Double(weights.reduce(0, +))
    guard count >= 5 else { return nil }
    var (mean, weighted, before) = (0.0, 0.0, 0.0)
    for (excess, weight) in zip(excesses, weights) where weight > 0 {
      let weight = Double(weight)
      mean += weight * excess.height / count
      // Equal peaks share the middle of their ranks.
      weighted += weight * excess.height * (1 - (before + weight / 2) / count) / count
      before += weight
    }
    guard mean > 1e-9 else { return nil }
    guard !isExponential else { return Fit(level: level, count: count, scale: mean, shape: 0) }
    let difference = mean - 2 * weighted
    guard difference > 1e-12 else { return nil }
    return Fit(
      level: level, count: count, scale: 2 * mean * weighted / difference, shape: 2 - mean / difference)
  }
}
