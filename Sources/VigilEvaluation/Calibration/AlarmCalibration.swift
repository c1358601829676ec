import Foundation
public import VigilCore

/// The threshold at which footage that is assumed normal gives a requested alarm rate.
///
/// If the footage is long enough to count alarms at that rate, they are counted, by the same rules that form events.
/// Otherwise the rate is extrapolated from the tail of the scores: the peaks of events over a high score, as
/// log-odds, follow an exponential or a generalised Pareto law (Coles, "An Introduction to Statistical
/// Modeling of Extreme Values", 2001, chapter 4). Confidence intervals come from a block bootstrap over time.
public struct AlarmCalibration: Hashable, Sendable {
  /// The wanted alarms per day.
  public var alarmsPerDay: Double
  /// How scores become events; the threshold is not used.
  public var rules: EventRules
  /// How confidence intervals are made.
  public var bootstrap: Bootstrap

  /// The number of alarms from which a rate is counted: the deviation of a count of ten is a third of it.
  public static let fewestCounted = 10.0
  /// How many peaks a tail is fitted to, and the minimum.
  static let peaks = (wanted: 50, fewest: 15)

  /// Describes a calibration.
  ///
  /// - Precondition: the rate is finite and positive.
  public init(alarmsPerDay: Double, rules: EventRules = EventRules(), bootstrap: Bootstrap = Bootstrap()) {
    precondition(alarmsPerDay > 0 && alarmsPerDay.isFinite, "the alarm rate must be finite and positive")
    self.alarmsPerDay = alarmsPerDay
    self.rules = rules
    self.bootstrap = bootstrap
  }

  /// Finds the threshold.
  ///
  /// - Parameter footage: The scores of each recording, in order of time.
  /// - Throws: `tooLittleFootage`, or `noSuchThreshold` if no threshold gives that rate.
  public func threshold(for footage: [[SnippetScore]]) throws(EvaluationError) -> CalibratedThreshold {
    try threshold(
      for: AlarmCounts(footage, rules: rules), snippets: footage.reduce(0) { $0 + $1.count })
  }

  /// Finds the threshold on footage whose events are counted at each.
  func threshold(for counts: AlarmCounts, snippets: Int) throws(EvaluationError) -> CalibratedThreshold {
    let wanted = alarmsPerDay * counts.days
    let tail = wanted < Self.fewestCounted ? try tail(of: counts) : nil

    func logOdds(_ weights: [Int]?) -> Double? {
      guard let tail else { return counts.logOdds(alarms: wanted, weights: weights) }
      guard let fit = weights.map({ tail.refitted($0) }) ?? tail.fit else { return nil }
      return fit.level(expected: wanted)
    }
    guard let level = logOdds(nil) else { throw noThreshold(counts) }
    let threshold = Self.score(level)
    let intervals = bootstrap.intervals(videos: counts.blocks, measures: 2) { weights in
      let rate: Double? =
        if let tail {
          tail.refitted(weights).map { $0.expected(above: level) / counts.days }
        } else {
          counts.alarms(at: level, weights: weights) / counts.days
        }
      return [logOdds(weights).map(Self.score), rate]
    }
    var rules = rules
    rules.threshold = Float(threshold)
    return CalibratedThreshold(
      threshold: threshold, interval: intervals[0], alarmsPerDay: alarmsPerDay, rateInterval: intervals[1],
      method: tail.map { $0.fit.shape == 0 ? .exponentialTail : .paretoTail } ?? .counted,
      hours: counts.days * 24, snippets: snippets,
      alarms: counts.events(rules).count, tailPeaks: tail?.excesses.count ?? 0,
      tailShape: tail?.fit.shape ?? 0)
  }

  private func tail(of counts: AlarmCounts) throws(EvaluationError) -> PeakTail {
    guard let base = counts.base(peaks: Self.peaks.wanted), base.peaks >= Self.peaks.fewest else {
      throw EvaluationError(
        .tooLittleFootage,
        "\(Self.text(counts.days * 24)) hours of footage have too few separate peaks of the score for "
          + "\(Self.text(alarmsPerDay)) alarms a day (\(counts.base(peaks: Self.peaks.wanted)?.peaks ?? 0), at least "
          + "\(Self.peaks.fewest) are needed); add footage")
    }
    let excesses = counts.peaks(over: base.level)
    guard let fit = PeakTail(level: base.level, excesses: excesses) else {
      throw EvaluationError(
        .noSuchThreshold,
        "the highest scores of the footage are all the same; this model cannot be calibrated on it")
    }
    return fit
  }

  private func noThreshold(_ counts: AlarmCounts) -> EvaluationError {
    let most = Self.text(counts.mostAlarms / counts.days)
    return counts.alarms(at: counts.highest, weights: nil) > alarmsPerDay * counts.days
      ? EvaluationError(
        .noSuchThreshold,
        "even at the highest score there are more than \(Self.text(alarmsPerDay)) alarms a day; the scores of this "
          + "footage are saturated")
      : EvaluationError(
        .noSuchThreshold,
        "no threshold gives \(Self.text(alarmsPerDay)) alarms a day on this footage, at most \(most); ask for fewer"
      )
  }

  /// The log-odds, and back; a score of 0 or 1 maps as far out as a float goes.
  static func logOdds(_ score: Float) -> Double {
    let score = min(max(Double(score), 1e-7), 1 - 1e-7)
    return log(score / (1 - score))
  }

  static func score(_ logOdds: Double) -> Double { 1 / (1 + exp(-logOdds)) }

  private static func text(_ number: Double) -> String {
    number.formatted(
      .number.precision(.significantDigits(1...3)).locale(Locale(identifier: "en_GB")).grouping(.never))
  }
}
