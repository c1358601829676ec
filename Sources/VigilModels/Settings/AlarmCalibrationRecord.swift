import Foundation
import VigilCore
public import VigilEvaluation
public import VigilPipeline

/// The result of calibrating a threshold for an alarm rate, as manifests and camera files keep it.
public struct AlarmCalibrationRecord: Hashable, Sendable {
  /// The requested alarms per day.
  public var alarmsPerDay: Double
  /// How the rate at the threshold was found.
  public var method: CalibratedThreshold.Method
  /// The number of peaks that a tail was fitted to; 0 if alarms were counted.
  public var tailPeaks: Int
  /// The shape of a Pareto tail; 0 for an exponential tail and for counted alarms.
  public var tailShape: Double
  /// The length of the footage in hours.
  public var footageHours: Double
  /// The snippets in the footage.
  public var footageSnippets: Int
  /// The alarms in the footage at the threshold.
  public var footageAlarms: Int
  /// The hysteresis of events.
  public var hysteresis: Double
  /// The minimum length of an event in snippets.
  public var minimumSnippets: Int
  /// The largest gap between two events, in snippets, at which they are merged.
  public var mergeGapSnippets: Int
  /// The snippets in the window of online scores; nil for offline scores.
  public var onlineWindow: Int?
  /// The confidence interval of the threshold; nil if the footage was too short.
  public var thresholdInterval: ClosedRange<Double>?
  /// The confidence interval of the rate at the threshold; nil if the footage was too short.
  public var rateInterval: ClosedRange<Double>?

  /// Takes the result of a calibration and how its events were formed.
  public init(_ result: CalibratedThreshold, settings: DetectionSettings) {
    alarmsPerDay = result.alarmsPerDay
    method = result.method
    tailPeaks = result.tailPeaks
    tailShape = result.tailShape
    footageHours = result.hours
    footageSnippets = result.snippets
    footageAlarms = result.alarms
    hysteresis = settings.rules.hysteresis.roundedForStorage
    minimumSnippets = settings.rules.minimumLength
    mergeGapSnippets = settings.rules.mergeGap
    onlineWindow = settings.mode == .online ? settings.window : nil
    thresholdInterval = result.interval
    rateInterval = result.rateInterval
  }

  /// The rate in words, such as `calibrated for 1 alarm a day`.
  public var rate: String {
    "calibrated for \(alarmsPerDay.formatted(.number.grouping(.never))) alarm\(alarmsPerDay == 1 ? "" : "s") a day"
  }

  /// Where a run forms events differently from the calibration: its alarm rate then does not hold.
  public func differences(from settings: DetectionSettings) -> [String] {
    let compared: [(name: String, then: Double, now: Double)] = [
      ("a hysteresis", hysteresis, Double(settings.rules.hysteresis)),
      ("a minimum length", Double(minimumSnippets), Double(settings.rules.minimumLength)),
      ("a merge gap", Double(mergeGapSnippets), Double(settings.rules.mergeGap)),
      (
        "an online window (0: offline)", Double(onlineWindow ?? 0),
        settings.mode == .online ? Double(settings.window) : 0
      ),
    ]
    return compared.filter { abs($0.then - $0.now) > 1e-5 }.map { name, then, now in
      "the threshold was calibrated with \(name) of \(then.formatted()), this run has \(now.formatted()); "
        + "the rate of alarms may differ"
    }
  }
}
