import Foundation
import VigilCore
public import VigilEvaluation
public import VigilPipeline

/// What the calibration of a threshold for a rate of alarms found, as manifests and camera files keep it.
public struct AlarmCalibrationRecord: Hashable, Sendable {
  /// The rate that was asked for.
  public var alarmsPerDay: Double
  /// How the rate at the threshold was found.
  public var method: CalibratedThreshold.Method
  /// The peaks that a tail was fitted to; 0 if alarms were counted.
  public var tailPeaks: Int
  /// The shape of a Pareto tail; 0 for an exponential one, and if alarms were counted.
  public var tailShape: Double
  /// How long the footage was, in hours.
  public var footageHours: Double
  /// How many snippets it had.
  public var footageSnippets: Int
  /// How many alarms it had at the threshold.
  public var footageAlarms: Int
  /// The hysteresis that events were made with.
  public var hysteresis: Double
  /// Events of fewer snippets were no events.
  public var minimumSnippets: Int
  /// Events with at most this many snippets between them were one.
  public var mergeGapSnippets: Int
  /// Snippets in the window of online scores; nil for offline ones.
  public var onlineWindow: Int?
  /// Where the threshold lay in most resamples; nil if the footage was too short for that.
  public var thresholdInterval: ClosedRange<Double>?
  /// Where the rate at the threshold lay in most resamples; nil if the footage was too short for that.
  public var rateInterval: ClosedRange<Double>?

  /// Keeps what a calibration found, and how the events were made that it counted.
  public init(_ result: CalibratedThreshold, plan: DetectionPlan) {
    alarmsPerDay = result.alarmsPerDay
    method = result.method
    tailPeaks = result.tailPeaks
    tailShape = result.tailShape
    footageHours = result.hours
    footageSnippets = result.snippets
    footageAlarms = result.alarms
    hysteresis = plan.rules.hysteresis.roundedForStorage
    minimumSnippets = plan.rules.minimumLength
    mergeGapSnippets = plan.rules.mergeGap
    onlineWindow = plan.mode == .online ? plan.window : nil
    thresholdInterval = result.interval
    rateInterval = result.rateInterval
  }

  /// The rate in words, such as `calibrated for 1 alarm a day`.
  public var rate: String {
    "calibrated for \(alarmsPerDay.formatted(.number.grouping(.never))) alarm\(alarmsPerDay == 1 ? "" : "s") a day"
  }

  /// Where a run makes events in another way than the calibration did: then its rate does not hold.
  public func differences(from plan: DetectionPlan) -> [String] {
    let compared: [(name: String, then: Double, now: Double)] = [
      ("a hysteresis", hysteresis, Double(plan.rules.hysteresis)),
      ("a minimum length", Double(minimumSnippets), Double(plan.rules.minimumLength)),
      ("a merge gap", Double(mergeGapSnippets), Double(plan.rules.mergeGap)),
      (
        "an online window (0: offline)", Double(onlineWindow ?? 0),
        plan.mode == .online ? Double(plan.window) : 0
      ),
    ]
    return compared.filter { abs($0.then - $0.now) > 1e-5 }.map { name, then, now in
      "the threshold was calibrated with \(name) of \(then.formatted()), this run has \(now.formatted()); "
        + "the rate of alarms may differ"
    }
  }
}
