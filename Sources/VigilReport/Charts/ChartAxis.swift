/// One of the two axes of a chart.
public struct ChartAxis: Hashable, Sendable {
  /// What is counted, which decides where marks stand and what they say.
  public enum Unit: Hashable, Sendable {
    /// Plain numbers.
    case number
    /// Shares of 1, shown as percentages.
    case percent
    /// Seconds, shown as m:ss or h:mm:ss.
    case time
  }

  /// What the axis shows, with its unit; empty when that is plain.
  public var label: String
  /// What is counted.
  public var unit: Unit
  /// The extent; nil to fit the data.
  public var bounds: ClosedRange<Double>?

  /// Makes an axis.
  public init(_ label: String = "", unit: Unit = .number, bounds: ClosedRange<Double>? = nil) {
    self.label = label
    self.unit = unit
    self.bounds = bounds
  }

  /// The extent to draw for data, never empty.
  func extent(of values: some Sequence<Double>) -> ClosedRange<Double> {
    var low = bounds?.lowerBound ?? .infinity
    var high = bounds?.upperBound ?? -.infinity
    if bounds == nil {
      for value in values where value.isFinite {
        low = min(low, value)
        high = max(high, value)
      }
    }
    // Beyond these magnitudes a distance between marks would leave the range of numbers.
    guard low > -1e200, high < 1e200, low <= high else { return 0...1 }
    // One value, or values that differ by less than a screen can show, stand in the middle.
    let least = max(max(abs(low), abs(high)) * 1e-9, 1e-200)
    return high - low > least ? low...high : low - max(least, 0.5)...high + max(least, 0.5)
  }

  func ticks(in extent: ClosedRange<Double>, most: Int) -> Ticks {
    switch unit {
    case .number: .numbers(in: extent, most: most)
    case .percent: .numbers(in: extent, most: most, percent: true)
    case .time: .times(in: extent, most: most)
    }
  }
}
