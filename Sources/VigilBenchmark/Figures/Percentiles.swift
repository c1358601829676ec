/// The order of a set of numbers.
public struct Percentiles: Hashable, Sendable {
  private let sorted: [Double]

  /// Sorts numbers; nil without any.
  ///
  /// - Precondition: they are finite.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    precondition(values.allSatisfy(\.isFinite), "numbers that are none have no order")
    sorted = values.sorted()
  }

  /// The value that a share of all do not exceed, between neighbours by distance, as NumPy does it by default.
  ///
  /// - Precondition: the share lies between 0 and 1.
  public func callAsFunction(_ share: Double) -> Double {
    precondition((0...1).contains(share), "a share lies between 0 and 1")
    let place = share * Double(sorted.count - 1)
    let below = min(Int(place), sorted.count - 1)
    guard below + 1 < sorted.count else { return sorted[below] }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }

  /// The value in the middle.
  public var median: Double { self(0.5) }

  /// The lowest value, 99 between, and the highest: what a picture of the distribution needs.
  public var hundredths: [Double] { (0...100).map { self(Double($0) / 100) } }
}
