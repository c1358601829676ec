import Foundation
import VigilCore
import VigilEvaluation
import VigilReport

/// What a calibration found, in sentences.
struct CalibrationText {
  let lines: [String]

  init(_ result: CalibratedThreshold) {
    func number(_ value: Double) -> String {
      value.formatted(.number.precision(.significantDigits(1...3)).grouping(.never))
    }
    func range(_ interval: ClosedRange<Double>?, _ text: (Double) -> String) -> String {
      interval.map { " (95 %: \(text($0.lowerBound)) to \(text($0.upperBound)))" }
        ?? " (too short for an interval)"
    }
    func score(_ value: Double) -> String { NumberText.fixed(value, decimals: 4) }
    let how =
      switch result.method {
      case .counted: "counted in the footage"
      case .exponentialTail:
        "carried on beyond the footage by an exponential tail of \(result.tailPeaks) peaks"
      case .paretoTail:
        "carried on beyond the footage by a Pareto tail of \(result.tailPeaks) peaks, shape \(number(result.tailShape))"
      }
    var lines = [
      "threshold \(score(result.threshold))\(range(result.interval, score)) for \(number(result.alarmsPerDay)) alarms a day",
      "alarms a day at it\(range(result.rateInterval, number)), \(how)",
      "footage: \(number(result.hours)) hours, \(result.snippets) snippets, \(result.alarms) alarms at this threshold",
    ]
    if result.method != .counted {
      let days = AlarmCalibration.fewestCounted / result.alarmsPerDay
      lines.append(
        "\(number(result.hours)) hours cannot show a rate below \(number(result.lowestShownRate)) a day; counting "
          + "\(number(result.alarmsPerDay)) a day takes \(number(days)) days of footage")
    }
    self.lines = lines
  }
}
