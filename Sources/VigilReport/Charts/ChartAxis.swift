public import Foundation

/// One of the two axes of a chart.
public struct ChartAxis: Hashable, Sendable {
  /// The kind of values, which decides the positions and labels of ticks.
  public enum Unit: Hashable, Sendable {
    /// Plain numbers.
    case number
    /// Fractions of 1, shown as percentages.
    case percent
    /// Seconds, shown as m:ss or h:mm:ss.
    case time
    /// Seconds since 1970, shown by the wall clock of a place: hours, and dates at its midnight.
    case date(TimeZone)
  }

  /// The axis label, with its unit; empty if it is obvious.
  public var label: String
  /// The kind of values.
  public var unit: Unit
  /// The extent; nil to fit the data.
  public var bounds: ClosedRange<Double>?

  /// Makes an axis.
  public init(_ label: String = "", unit: Unit = .number, bounds: ClosedRange<Double>? = nil) {
    self.label = label
    self.unit = unit
    self.bounds = bounds
  }

  /// The extent to draw for some data, never empty.
  func extent(of values: some Sequence<Double>) -> ClosedRange<Double> {
    var low = bounds?.lowerBound ?? .infinity
    var high = bounds?.upperBound ?? -.infinity
    if bounds == nil {
      for value in values where value.isFinite {
        low = min(low, value)
        high = max(high, value)
      }
    }
    // Beyond these magnitudes, the distance between ticks would overflow.
    guard low > -1e200, high < 1e200, low <= high else { return 0...1 }
    // One value, or values closer than a screen can show, are centred.
    let least = max(max(abs(low), abs(high)) * 1e-9, 1e-200)
    return high - low > least ? low...high : low - max(least, 0.5)...high + max(least, 0.5)
  }

  func ticks(in extent: ClosedRange<Double>, most: Int) -> Ticks {
    switch unit {
    case .number: .numbers(in: extent, most: most)
    case .percent: .numbers(in: extent, most: most, percent: true)
    case .time: .times(in: extent, most: most)
    case .date(let zone): .dates(in: extent, most: most, zone: zone)
    }
  }
}
