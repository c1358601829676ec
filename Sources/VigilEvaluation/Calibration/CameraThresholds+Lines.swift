import Foundation
import VigilCore

extension CameraThresholds {
  /// The thresholds and their basis, in sentences.
  public var lines: [String] {
    [alarm.line("alarm"), review.line("review")]
      + [
        "scores: \(Self.number(hoursWatched)) hours on \(dates) \(dates == 1 ? "day" : "days"), \(samples) snippets; "
          + "\(Self.number(hoursExcluded)) hours excluded",
        hourly,
      ]
      + [("alarm", alarm), ("review", review)].compactMap { name, severity in
        severity.hours.map { hours in
          "\(name) by hour from 0: " + hours.map { CameraThresholds.score(Double($0)) }.joined(separator: " ")
        }
      }
      + [alarm, review].compactMap(\.provisional).uniqued.map { "provisional: \($0)" }
  }

  fileprivate static func score(_ value: Double) -> String { NumberText.fixed(value, decimals: 4) }

  fileprivate static func number(_ value: Double) -> String {
    value.formatted(.number.precision(.significantDigits(1...3)).grouping(.never))
  }
}

extension CameraThresholds.Severity {
  fileprivate func line(_ name: String) -> String {
    let rate = "\(CameraThresholds.number(perDay)) a day"
    guard let threshold else { return "\(name): no threshold for \(rate)" }
    let range = interval.map {
      " (95 %: \(CameraThresholds.score($0.lowerBound)) to \(CameraThresholds.score($0.upperBound)))"
    }
    let how = method == .counted ? "counted" : "extrapolated from the tail"
    return "\(name): \(CameraThresholds.score(Double(threshold)))\(range ?? "") for \(rate), \(how)"
      + (provisional == nil ? "" : ", provisional")
  }
}

extension [String] {
  /// Each once, in order.
  fileprivate var uniqued: [String] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
