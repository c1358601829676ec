import Foundation
import VigilCore
public import VigilEvaluation
public import VigilPipeline

/// The result of a calibration, by name, as manifests and camera files keep it.
public struct AlarmCalibrationRecord {
  /// Everything that was found, by the names of manifests and camera files.
  public var values: [String: Double]

  /// Takes what a file holds.
  public init(values: [String: Double]) { self.values = values }

  /// Keeps what a calibration found, and how the events were made that it counted.
  public init(_ result: CalibratedThreshold, plan: DetectionPlan) {
    values = [
      "alarms_per_day": result.alarmsPerDay, "counted": result.method == .counted ? 1 : 0,
      "tail_peaks": Double(result.tailPeaks), "tail_shape": result.tailShape,
      "footage_hours": result.hours, "footage_snippets": Double(result.snippets),
      "footage_alarms": Double(result.alarms),
      "hysteresis": plan.rules.hysteresis.roundedForStorage,
      "minimum_snippets": Double(plan.rules.minimumLength), "merge_gap_snippets": Double(plan.rules.mergeGap),
      "online_window": plan.mode == .online ? Double(plan.window) : 0,
    ]
    if let interval = result.interval {
      (values["threshold_low"], values["threshold_high"]) = (interval.lowerBound, interval.upperBound)
    }
    if let interval = result.rateInterval {
      (values["rate_low"], values["rate_high"]) = (interval.lowerBound, interval.upperBound)
    }
  }

  /// Every value that a calibration for an alarm rate may have stored.
  private static let names: Set<String> = [
    "alarms_per_day", "counted", "tail_peaks", "tail_shape", "footage_hours", "footage_snippets",
    "footage_alarms", "hysteresis", "minimum_snippets", "merge_gap_snippets", "online_window",
    "threshold_low", "threshold_high", "rate_low", "rate_high",
  ]

  /// The model's other measurements, without the calibration for an alarm rate, which holds for no other model; nil if none.
  public static func others(in values: [String: Double]?) -> [String: Double]? {
    let others = values?.filter { !names.contains($0.key) } ?? [:]
    return others.isEmpty ? nil : others
  }

  /// The rate in words, such as `calibrated for 1 alarm a day`.
  public var rate: String {
    guard let rate = values["alarms_per_day"] else { return "calibrated" }
    return "calibrated for \(rate.formatted(.number.grouping(.never))) alarm\(rate == 1 ? "" : "s") a day"
  }

  /// Where a run forms events differently from the calibration: its alarm rate then does not hold.
  public func differences(from plan: DetectionPlan) -> [String] {
    let now: [(key: String, name: String, value: Double)] = [
      ("hysteresis", "a hysteresis", Double(plan.rules.hysteresis)),
      ("minimum_snippets", "a minimum length", Double(plan.rules.minimumLength)),
      ("merge_gap_snippets", "a merge gap", Double(plan.rules.mergeGap)),
      ("online_window", "an online window (0: offline)", plan.mode == .online ? Double(plan.window) : 0),
    ]
    return now.compactMap { key, name, value in
      guard let found = values[key], abs(found - value) > 1e-5 else { return nil }
      return
        "the threshold was calibrated with \(name) of \(found.formatted()), this run has \(value.formatted()); "
        + "the rate of alarms may differ"
    }
  }
}
