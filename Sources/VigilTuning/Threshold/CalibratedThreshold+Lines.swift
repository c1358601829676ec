import Foundation
import VigilCore
public import VigilEvaluation

extension CalibratedThreshold {
  /// The result and its basis, in sentences.
  public var lines: [String] {
    let how =
      switch method {
      case .counted: "counted in the footage"
      case .exponentialTail:
        "extrapolated beyond the footage with an exponential tail of \(tailPeaks) peaks"
      case .paretoTail:
        "extrapolated beyond the footage with a Pareto tail of \(tailPeaks) peaks, shape \(Self.number(tailShape))"
      }
    var lines = [
      "threshold \(Self.score(threshold))\(Self.range(interval, Self.score)) for \(Self.number(alarmsPerDay)) alarms a day",
      "alarms a day at this threshold\(Self.range(rateInterval, Self.number)), \(how)",
      "footage: \(Self.number(hours)) hours, \(snippets) snippets, \(alarms) alarms at this threshold",
    ]
    if method != .counted {
      let days = AlarmCalibration.fewestCounted / alarmsPerDay
      lines.append(
        "\(Self.number(hours)) hours of footage cannot show a rate below \(Self.number(lowestShownRate)) a day; counting "
          + "\(Self.number(alarmsPerDay)) a day takes \(Self.number(days)) days")
    }
    return lines
  }

  private static func number(_ value: Double) -> String {
    value.formatted(.number.precision(.significantDigits(1...3)).grouping(.never))
  }

  private static func score(_ value: Double) -> String { NumberText.fixed(value, decimals: 4) }

  private static func range(_ interval: ClosedRange<Double>?, _ text: (Double) -> String) -> String {
    interval.map { " (95 %: \(text($0.lowerBound)) to \(text($0.upperBound)))" }
      ?? " (too short for an interval)"
  }
}
