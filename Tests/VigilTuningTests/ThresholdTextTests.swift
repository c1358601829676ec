import Foundation
import Testing
import VigilCore
import VigilEvaluation
import VigilModels
import VigilPipeline
import VigilTuning

@Suite struct `What a calibration found` {
  /// Changes every value of a result on footage.
  static func result(_ change: (inout CalibratedThreshold) -> Void) throws -> CalibratedThreshold {
    var result = try AlarmCalibration(alarmsPerDay: 200).threshold(for: CalibrationFootage.scores)
    change(&result)
    return result
  }

  static func counted() throws -> CalibratedThreshold {
    try result {
      ($0.threshold, $0.interval, $0.alarmsPerDay, $0.rateInterval) = (0.61237, 0.58...0.64, 20, 12...31.26)
      ($0.method, $0.tailPeaks, $0.tailShape) = (.counted, 0, 0)
      ($0.hours, $0.snippets, $0.alarms) = (24, 135_000, 20)
    }
  }

  static func extrapolated() throws -> CalibratedThreshold {
    try result {
      ($0.threshold, $0.interval, $0.alarmsPerDay, $0.rateInterval) = (0.9, nil, 0.5, nil)
      ($0.method, $0.tailPeaks, $0.tailShape) = (.paretoTail, 50, -0.125)
      ($0.hours, $0.snippets, $0.alarms) = (6, 33_750, 0)
    }
  }

  @Test func `is told in sentences`() throws {
    #expect(
      try Self.counted().lines == [
        "threshold 0.6124 (95 %: 0.5800 to 0.6400) for 20 alarms a day",
        "alarms a day at this threshold (95 %: 12 to 31.3), counted in the footage",
        "footage: 24 hours, 135000 snippets, 20 alarms at this threshold",
      ])
    let lines = try Self.extrapolated().lines
    #expect(lines.count == 4 && lines[0].contains("(too short for an interval) for 0.5 alarms a day"))
    #expect(lines[1].hasSuffix("with a Pareto tail of 50 peaks, shape -0.125"))
    #expect(
      lines[3] == "6 hours of footage cannot show a rate below 12 a day; counting 0.5 a day takes 20 days")
    var exponential = try Self.extrapolated()
    (exponential.method, exponential.tailShape) = (.exponentialTail, 0)
    #expect(exponential.lines[1].hasSuffix("with an exponential tail of 50 peaks"))
  }

  @Test func `has the same names in files as ever`() throws {
    let settings = DetectionSettings(
      mode: .online, window: 32, rules: EventRules(hysteresis: 0.1, minimumLength: 2, mergeGap: 3))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(
      decoding: try encoder.encode(AlarmCalibrationRecord(Self.counted(), settings: settings)), as: UTF8.self)
    #expect(
      text
        == #"{"alarms_per_day":20,"counted":1,"footage_alarms":20,"footage_hours":24,"footage_snippets":135000,"#
        + #""hysteresis":0.1,"merge_gap_snippets":3,"minimum_snippets":2,"online_window":32,"rate_high":31.26,"#
        + #""rate_low":12,"tail_peaks":0,"tail_shape":0,"threshold_high":0.64,"threshold_low":0.58}"#)
    let offline = try AlarmCalibrationRecord(
      Self.extrapolated(), settings: DetectionSettings(mode: .offline, rules: EventRules()))
    #expect(offline.values["online_window"] == 0 && offline.values["counted"] == 0)
    #expect(offline.values["threshold_low"] == nil && offline.onlineWindow == nil)
  }

  @Test func `is read back whole or not at all`() throws {
    let settings = DetectionSettings(mode: .online, window: 16, rules: EventRules())
    for result in [try Self.counted(), try Self.extrapolated()] {
      let record = AlarmCalibrationRecord(result, settings: settings)
      #expect(
        try JSONDecoder().decode(AlarmCalibrationRecord.self, from: JSONEncoder().encode(record)) == record)
      let among = record.values.merging(["score_drift": 0.5, "auc": 0.9]) { $1 }
      #expect(AlarmCalibrationRecord(values: among) == record)
      #expect(AlarmCalibrationRecord.others(in: among) == ["score_drift": 0.5, "auc": 0.9])
      #expect(AlarmCalibrationRecord.others(in: record.values) == nil)
      for key in ["alarms_per_day", "counted", "online_window", "footage_snippets"] {
        for damage in [nil, Double.nan, 1e300]
        where damage != 1e300 || !["alarms_per_day", "counted"].contains(key) {
          var values = record.values
          values[key] = damage
          #expect(AlarmCalibrationRecord(values: values) == nil, "\(key) \(damage ?? -1)")
        }
      }
    }
  }

  @Test func `says where a run forms events differently`() throws {
    let rules = EventRules(hysteresis: 0.1, minimumLength: 2, mergeGap: 3)
    let settings = DetectionSettings(mode: .online, window: 32, rules: rules)
    let record = try AlarmCalibrationRecord(Self.counted(), settings: settings)
    #expect(record.differences(from: settings).isEmpty)
    let offline = record.differences(from: DetectionSettings(mode: .offline, rules: rules))
    #expect(offline.count == 1 && offline[0].contains("an online window (0: offline) of 32, this run has 0"))
    let other = DetectionSettings(
      mode: .online, window: 32, rules: EventRules(hysteresis: 0.2, minimumLength: 1, mergeGap: 0))
    #expect(record.differences(from: other).count == 3)
  }
}
