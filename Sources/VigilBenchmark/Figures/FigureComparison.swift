import Foundation

/// Whether a figure differs between two benchmarks by more than their noise.
///
/// Rounds are assumed to spread about their mean on a logarithmic scale, as disturbances act by a factor; the interval
/// of the ratio is Welch's, which does not assume that both are equally noisy. Three rounds are
/// too few for a rank test, and a bootstrap of three is overconfident.
public struct FigureComparison: Hashable, Sendable {
  /// The verdict on the figure.
  public enum Verdict: Hashable, Sendable {
    /// The second is better, by this factor of at least 1.
    case better(Double)
    /// The second is worse, by this factor of at least 1.
    case worse(Double)
    /// It is higher or lower by this factor of at least 1, and neither is better.
    case changed(Double)
    /// The interval contains 1, or lies entirely within the smallest difference that counts.
    case noDifference
    /// There are too few rounds, or the values have no ratio.
    case undecided(String)
  }

  /// The kind of figure.
  public var kind: FigureKind
  /// The medians of both.
  public var first, second: Double
  /// The second over the first, by geometric means; nil if a value is 0 or less.
  public var ratio: Double?
  /// The 95 % confidence interval of the ratio; nil with fewer than two rounds on a side.
  public var interval: ClosedRange<Double>?
  /// The verdict on the figure.
  public var verdict: Verdict

  /// The confidence level of intervals.
  public static let confidence = 0.95
  /// Smaller relative differences do not count, however significant.
  public static let leastDifference = 0.01

  /// Compares two figures of the same kind; nil if one has no value.
  public init?(_ first: Figure, _ second: Figure) {
    precondition(first.kind == second.kind, "only figures of the same kind can be compared")
    guard let before = first.median, let after = second.median else { return nil }
    kind = first.kind
    self.first = before
    self.second = after
    guard (first.samples + second.samples).allSatisfy({ $0 > 0 }) else {
      verdict = before == after ? .noDifference : .undecided("\(before) and \(after) have no ratio")
      return
    }
    let (a, b) = (Spread(first.samples.map(log)), Spread(second.samples.map(log)))
    ratio = exp(b.mean - a.mean)
    guard let interval = Self.interval(a, b) else {
      verdict = .undecided("an interval needs at least two rounds on both sides")
      return
    }
    self.interval = interval
    verdict = Self.verdict(exp(b.mean - a.mean), interval, better: first.kind.better)
  }

  /// Welch's interval of the ratio of two means of logarithms.
  private static func interval(_ a: Spread, _ b: Spread) -> ClosedRange<Double>? {
    guard a.count >= 2, b.count >= 2 else { return nil }
    let difference = b.mean - a.mean
    let (va, vb) = (a.variance / Double(a.count), b.variance / Double(b.count))
    guard va + vb > 0 else { return exp(difference)...exp(difference) }
    let degrees = (va + vb) * (va + vb) / (va * va / Double(a.count - 1) + vb * vb / Double(b.count - 1))
    let reach = StudentT(degrees: degrees).quantile((1 + confidence) / 2) * (va + vb).squareRoot()
    return exp(difference - reach)...exp(difference + reach)
  }

  private static func verdict(
    _ ratio: Double, _ interval: ClosedRange<Double>, better: FigureKind.Direction?
  ) -> Verdict {
    guard !interval.contains(1), abs(log(ratio)) >= log(1 + leastDifference) else { return .noDifference }
    let isMore = ratio > 1
    let factor = isMore ? ratio : 1 / ratio
    switch better {
    case .higher: return isMore ? .better(factor) : .worse(factor)
    case .lower: return isMore ? .worse(factor) : .better(factor)
    case nil: return .changed(factor)
    }
  }

  /// Mean and variance.
  private struct Spread {
    var count: Int
    var mean: Double
    var variance: Double

    init(_ values: [Double]) {
      count = values.count
      let mean = values.reduce(0, +) / Double(values.count)
      self.mean = mean
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      variance = count > 1 ? squares / Double(count - 1) : 0
    }
  }
}

extension FigureComparison {
  /// The verdict in words: `faster by 1.28x (1.21 to 1.35)`.
  public var text: String {
    let isMore = (ratio ?? 1) > 1
    func words(_ speed: String?, _ factor: Double) -> String {
      let word = kind.isSpeed ? speed : nil
      return "\(word ?? (isMore ? "more" : "less")) by \(Self.decimals(factor))x\(range(inverted: !isMore))"
    }
    return switch verdict {
    case .better(let factor): words("faster", factor)
    case .worse(let factor): words("slower", factor)
    case .changed(let factor): words(nil, factor)
    case .noDifference: "no difference\(range(inverted: false))"
    case .undecided(let reason): "undecided: \(reason)"
    }
  }

  private func range(inverted: Bool) -> String {
    guard let interval else { return "" }
    let (low, high) =
      inverted
      ? (1 / interval.upperBound, 1 / interval.lowerBound) : (interval.lowerBound, interval.upperBound)
    return " (95 % interval \(Self.decimals(low)) to \(Self.decimals(high)))"
  }

  private static func decimals(_ value: Double) -> String {
    value.formatted(
      .number.precision(.fractionLength(2)).grouping(.never).locale(Locale(identifier: "en_US")))
  }
}
