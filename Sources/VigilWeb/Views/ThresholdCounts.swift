import VigilEvaluation

/// What thresholds would have raised at a camera.
struct ThresholdCounts: Sendable {
  /// Events by the hour of the day in which they began, [24], for each threshold; nil where there are more than can be counted.
  var events: [Float: [Int]]
  /// Seconds that were watched, by the hour of the day, [24].
  var watched: [Double]
  /// Seconds that were left out, since the camera's view was at fault.
  var excluded: Double

  init(_ calibration: ScoreCalibration, at thresholds: [Float]) {
    events = [:]
    for threshold in thresholds { events[threshold] = calibration.events(at: threshold) }
    (watched, excluded) = (calibration.watchedByHour, calibration.excludedSeconds)
  }
}
