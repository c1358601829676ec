import Foundation
import VigilCore
import VigilDetection

extension ScoreCalibration {
  /// A threshold that rests on less is provisional: so many dates, with so many hours watched.
  public static let enough = (dates: 3, hours: 48.0)
  /// A rate is not carried on to less than this part of an event in what was watched.
  public static let fewestExpected = 0.2
  /// Hours have thresholds of their own if each was watched on so many hours, and has so many peaks.
  public static let enoughByHour = (hours: 5.0, peaks: 15)

  /// The thresholds for the samples so far.
  public func thresholds() -> CameraThresholds {
    let counts = Result { () throws(EvaluationError) in try self.counts(0..<24) }
    var alarm = severity(options.alarmsPerDay, counts)
    var review = severity(options.reviewsPerDay, counts)
    let hourly = hourly(counts, alarm: &alarm, review: &review)
    // More alarms than reviews may be wanted; an alarm is at least a review all the same.
    if let high = alarm.threshold, let low = review.threshold { review.threshold = min(low, high) }
    if let high = alarm.hours, let low = review.hours { review.hours = zip(low, high).map { min($0, $1) } }
    return CameraThresholds(
      alarm: alarm, review: review, hoursWatched: watched / 3600, dates: dates, samples: samples,
      hoursExcluded: excludedSeconds / 3600, hourly: hourly)
  }

  /// The events of some hours of the day at each threshold.
  private func counts(_ range: some Sequence<Int>) throws(EvaluationError) -> AlarmCounts {
    let hours = range.map { self.hours[$0] }
    let floor = hours.map(\.floor).max() ?? 0
    return try AlarmCounts(
      high: HighScores.stretches(hours, from: floor), seconds: hours.reduce(0) { $0 + $1.seconds },
      floor: floor, rules: options.rules)
  }

  private func severity(
    _ perDay: Double, _ counts: Result<AlarmCounts, EvaluationError>
  ) -> CameraThresholds.Severity {
    var severity = CameraThresholds.Severity(perDay: perDay)
    // An event ends below the threshold less the hysteresis, which scores must be able to reach.
    let lowest = options.rules.hysteresis + 0.01
    if samples > 0, let few = mostEvents(at: lowest), Double(few) <= perDay * watched / 86_400 {
      severity.threshold = lowest
      severity.provisional =
        doubt(perDay)
        ?? "the scores are so low that there are fewer than \(Self.text(perDay)) a day at any threshold above the hysteresis"
      return severity
    }
    do {
      let result = try AlarmCalibration(
        alarmsPerDay: perDay, rules: options.rules, bootstrap: options.bootstrap
      ).threshold(for: counts.get(), snippets: samples)
      (severity.interval, severity.rateInterval, severity.method) =
        (result.interval, result.rateInterval, result.method)
      severity.provisional = doubt(perDay)
      severity.threshold = max(lowest, min(Float(result.threshold), 1))
    } catch {
      severity.provisional = error.message
    }
    return severity
  }

  /// No fewer events than there are at a threshold; nil if too many of its scores were not kept.
  private func mostEvents(at threshold: Float) -> Int? {
    let floor = hours.map(\.floor).max() ?? 0
    guard floor <= threshold else { return nil }
    var rules = options.rules
    rules.threshold = threshold
    rules.hysteresis = min(rules.hysteresis, threshold - floor)
    return HighScores.stretches(hours, from: floor).reduce(0) {
      $0 + EventDetector.events(in: $1, rules: rules).count
    }
  }

  private func doubt(_ perDay: Double) -> String? {
    let hours = watched / 3600
    if dates < Self.enough.dates || hours < Self.enough.hours {
      return "\(Self.text(hours)) hours on \(dates) \(dates == 1 ? "day" : "days") were watched; "
        + "\(Self.text(Self.enough.hours)) hours on \(Self.enough.dates) days are enough"
    }
    let expected = perDay * hours / 24
    guard expected < Self.fewestExpected else { return nil }
    return "\(Self.text(hours)) hours are little for \(Self.text(perDay)) a day; "
      + "\(Self.text(Self.fewestExpected / perDay * 24)) hours are enough"
  }

  /// Gives each hour thresholds of its own where there is enough, and hours differ.
  ///
  /// - Returns: what was done and why.
  private func hourly(
    _ counts: Result<AlarmCounts, EvaluationError>, alarm: inout CameraThresholds.Severity,
    review: inout CameraThresholds.Severity
  ) -> String {
    guard options.byHour else { return "one threshold for all hours, as asked" }
    guard alarm.threshold != nil, review.threshold != nil, alarm.provisional == nil else {
      return "one threshold for all hours: it is provisional itself"
    }
    // Compared at a threshold with some events an hour of the day, whatever the wanted ones are.
    guard let all = try? counts.get(), let base = all.base(peaks: 240), base.peaks >= 120 else {
      return "one threshold for all hours: too few peaks to compare them"
    }
    let parts: [(name: String, hours: [[Int]])] = [
      ("each hour has its own", (0..<24).map { [$0] }),
      ("day (7 to 19 h) and night have their own", [Array(7..<19), Array(19..<24) + Array(0..<7)]),
    ]
    for part in parts {
      let groups = part.hours.map { hours in (try? self.counts(hours)).map { (hours, $0) } }
      let enough = groups.compactMap { $0 }.filter { hours, counts in
        counts.days * 24 >= Self.enoughByHour.hours * Double(hours.count)
          && counts.base(peaks: 50)?.peaks ?? 0 >= Self.enoughByHour.peaks
      }
      guard enough.count == part.hours.count else { continue }
      guard Self.differ(enough.map { (Double($0.1.peaks(over: base.level).count), $0.1.days) }) else {
        return "one threshold for all hours: they do not differ"
      }
      func byHour(_ perDay: Double) -> [Float]? {
        var levels = [Double](repeating: 0, count: 24)
        for (hours, counts) in enough {
          let calibration = AlarmCalibration(
            alarmsPerDay: perDay, rules: options.rules, bootstrap: Bootstrap(resamples: 1))
          guard let result = try? calibration.threshold(for: counts, snippets: 0) else { return nil }
          for hour in hours { levels[hour] = AlarmCalibration.logOdds(Float(result.threshold)) }
        }
        // Neighbours of single hours share what little each has.
        let smooth =
          part.hours.count < 24
          ? levels
          : levels.indices.map { (levels[($0 + 23) % 24] + 2 * levels[$0] + levels[($0 + 1) % 24]) / 4 }
        return smooth.map { max(options.rules.hysteresis + 0.01, min(1, Float(AlarmCalibration.score($0)))) }
      }
      guard let alarms = byHour(alarm.perDay), let low = byHour(review.perDay) else { continue }
      (alarm.hours, review.hours) = (alarms, low)
      return part.name
    }
    return
      "one threshold for all hours: not every hour was watched for \(Self.text(Self.enoughByHour.hours)) hours"
  }

  /// Whether counts in spans of so many days are unlike by more than chance: chi-squared, at about three deviations.
  private static func differ(_ groups: [(count: Double, days: Double)]) -> Bool {
    let rate = groups.reduce(0) { $0 + $1.count } / groups.reduce(0) { $0 + $1.days }
    guard rate > 0 else { return false }
    let sum = groups.reduce(0) {
      let expected = rate * $1.days
      return $0 + ($1.count - expected) * ($1.count - expected) / expected
    }
    let degrees = Double(groups.count - 1)
    return sum > degrees + 3 * (2 * degrees).squareRoot()
  }

  private static func text(_ number: Double) -> String {
    number.formatted(
      .number.precision(.significantDigits(1...3)).locale(Locale(identifier: "en_GB")).grouping(.never))
  }
}
