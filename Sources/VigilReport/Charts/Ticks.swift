import VigilCore

/// The positions and labels of an axis's ticks.
package struct Ticks: Hashable, Sendable {
  /// Ascending, evenly spaced, inside the range.
  package var values: [Double]
  /// The distance between two ticks.
  package var step: Double
  /// One label per value.
  package var labels: [String]

  /// Multiples of 1, 2, 2.5 or 5 times a power of ten (Heckbert 1990, "Nice numbers for graph labels").
  ///
  /// - Precondition: `most` is at least 2, and the range is finite and not empty.
  package static func numbers(in range: ClosedRange<Double>, most: Int, percent: Bool = false) -> Ticks {
    precondition(most >= 2 && range.upperBound > range.lowerBound, "an axis needs an extent and two ticks")
    let span = range.upperBound - range.lowerBound
    var exponent = Int((span / Double(most)).exponent10) - 1
    while true {
      for mantissa in [1.0, 2, 2.5, 5] {
        let step = scaled(mantissa, exponent)
        let first = (range.lowerBound / step - 1e-9).rounded(.up)
        let last = (range.upperBound / step + 1e-9).rounded(.down)
        guard last - first + 1 <= Double(most) else { continue }
        let values =
          first <= last
          ? stride(from: first, through: last, by: 1).map { scaled($0 * mantissa, exponent) } : []
        let decimals = max(0, -exponent + (mantissa == 2.5 ? 1 : 0))
        return Ticks(
          values: values, step: step,
          labels: values.map { label($0, decimals: decimals, percent: percent) })
      }
      exponent += 1
    }
  }

  /// Multiples of the units of a clock: seconds, minutes, hours, days.
  ///
  /// - Precondition: `most` is at least 2, and the range is finite and not empty.
  package static func times(in range: ClosedRange<Double>, most: Int) -> Ticks {
    precondition(most >= 2 && range.upperBound > range.lowerBound, "an axis needs an extent and two ticks")
    let clock: [Double] = [
      1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
      172_800, 432_000, 864_000,
    ]
    let span = range.upperBound - range.lowerBound
    guard span >= 2 else {
      var ticks = numbers(in: range, most: most)
      let decimals = ticks.labels.map { $0.drop { $0 != "." }.count - 1 }.max() ?? 0
      ticks.labels = ticks.values.map { TimeText.clock($0, decimals: max(0, decimals)) }
      return ticks
    }
    func steps(_ step: Double) -> ClosedRange<Double>? {
      let first = (range.lowerBound / step - 1e-9).rounded(.up)
      let last = (range.upperBound / step + 1e-9).rounded(.down)
      return last - first + 1 <= Double(most) && first <= last ? first...last : nil
    }
    for step in clock {
      guard let found = steps(step) else { continue }
      let values = stride(from: found.lowerBound, through: found.upperBound, by: 1).map { $0 * step }
      return Ticks(values: values, step: step, labels: values.map { timeLabel($0, step: step) })
    }
    var days = numbers(in: range.lowerBound / 86_400...range.upperBound / 86_400, most: most)
    days.labels = days.labels.map { $0 + " d" }
    days.values = days.values.map { $0 * 86_400 }
    days.step *= 86_400
    return days
  }

  private static func timeLabel(_ seconds: Double, step: Double) -> String {
    if step >= 86_400 { return "\(Int((seconds / 86_400).rounded())) d" }
    let text = TimeText.clock(seconds)
    // Beyond a day, ticks an hour apart need no seconds.
    return text.contains("d") && step >= 60 ? String(text.dropLast(3)) : text
  }

  private static func label(_ value: Double, decimals: Int, percent: Bool) -> String {
    if percent { return NumberText.fixed(value * 100, decimals: max(0, decimals - 2)) + " %" }
    if value.magnitude >= 1e9 || decimals > 6 { return value.description }
    return NumberText.fixed(value, decimals: decimals)
  }

  /// `value * 10^exponent` as the nearest number: 0.3, not 0.30000000000000004.
  private static func scaled(_ value: Double, _ exponent: Int) -> Double {
    var power = 1.0
    for _ in 0..<exponent.magnitude { power *= 10 }
    return exponent < 0 ? value / power : value * power
  }
}

extension Double {
  /// The power of ten at or below a positive number.
  fileprivate var exponent10: Double {
    var exponent = 0.0
    var value = self
    while value >= 10, exponent < 400 {
      value /= 10
      exponent += 1
    }
    while value < 1, exponent > -400 {
      value *= 10
      exponent -= 1
    }
    return exponent
  }
}
