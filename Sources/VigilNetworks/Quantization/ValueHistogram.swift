/// A histogram of magnitudes, in bounded memory however many values there are.
///
/// Magnitudes fall into equal bins; a value beyond the last doubles the width of all. Zeros, of which relu makes many
/// and which rounding leaves alone, count only in the number of values.
public struct ValueHistogram: Sendable {
  static let binCount = 4096

  /// The number of values.
  public private(set) var count = 0
  /// The smallest and the largest value; 0 if none is below or above it.
  public private(set) var bounds: ClosedRange<Float> = 0...0
  private var bins = [Int](repeating: 0, count: binCount)
  /// The width of a bin; 0 before the first non-zero value.
  private var width: Float = 0
  private var sumOfSquares = 0.0

  /// Makes an empty histogram.
  public init() {}

  /// Whether a negative value was seen.
  public var isSigned: Bool { bounds.lowerBound < 0 }

  /// The mean of the squares.
  public var power: Double { count > 0 ? sumOfSquares / Double(count) : 0 }

  /// Adds values; non-finite ones are left out.
  public mutating func add(_ values: some Sequence<Float>) {
    // A local copy of the state that changes with each value keeps the loop in registers.
    var (low, high) = (bounds.lowerBound, bounds.upperBound)
    for value in values where value.isFinite {
      count += 1
      low = min(low, value)
      high = max(high, value)
      let size = abs(value)
      guard size > 0 else { continue }
      if size >= width * Float(Self.binCount) { widen(to: size) }
      bins[min(Self.binCount - 1, Int(size / width))] += 1
      sumOfSquares += Double(value) * Double(value)
    }
    bounds = low...high
  }

  private mutating func widen(to size: Float) {
    if width == 0 { width = max(size / Float(Self.binCount / 2), .leastNormalMagnitude) }
    while size >= width * Float(Self.binCount) {
      for bin in 0..<Self.binCount / 2 { bins[bin] = bins[2 * bin] + bins[2 * bin + 1] }
      for bin in Self.binCount / 2..<Self.binCount { bins[bin] = 0 }
      width *= 2
    }
  }

  /// The given percentile of the non-zero magnitudes, as a fraction.
  func quantile(_ share: Double) -> Double {
    let wanted = share * Double(bins.reduce(0, +))
    var seen = 0
    for (bin, count) in bins.enumerated() {
      seen += count
      if Double(seen) >= wanted { return Double(width) * Double(bin + 1) }
    }
    return Double(width) * Double(Self.binCount)
  }

  /// The expected squared error of one value when magnitudes up to `limit` are rounded to `levels` steps, and larger
  /// ones clipped to it.
  func squaredError(limit: Double, levels: Int) -> Double {
    guard count > 0 else { return 0 }
    let step = limit / Double(levels)
    let last = min(Self.binCount, Int((limit / Double(width)).rounded(.up)))
    let inside = bins[..<last].reduce(0, +)
    // Rounding errors are uniform over a step.
    var sum = Double(inside) * step * step / 12
    for bin in last..<Self.binCount where bins[bin] > 0 {
      let excess = (Double(bin) + 0.5) * Double(width) - limit
      sum += Double(bins[bin]) * excess * excess
    }
    return sum / Double(count)
  }
}
