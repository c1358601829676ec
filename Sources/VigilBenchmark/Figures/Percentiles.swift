/// The percentiles of a set of numbers.
public struct Percentiles: Hashable, Sendable {
  private let sorted: [Double]

  /// Sorts numbers; nil if there are none.
  ///
  /// - Precondition: they are finite.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    precondition(values.allSatisfy(\.isFinite), "percentiles need finite values")
    sorted = values.sorted()
  }

  /// The quantile at a fraction, interpolated between neighbours as in NumPy's default.
  ///
  /// - Precondition: the fraction lies between 0 and 1.
  public func callAsFunction(_ share: Double) -> Double {
    precondition((0...1).contains(share), "the fraction must lie between 0 and 1")
    let place = share * Double(sorted.count - 1)
    let below = min(Int(place), sorted.count - 1)
    guard below + 1 < sorted.count else { return sorted[below] }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }

  /// The median.
  public var median: Double { self(0.5) }

  /// The minimum, the 99 percentiles and the maximum: enough to draw the distribution.
  public var hundredths: [Double] { (0...100).map { self(Double($0) / 100) } }
}
