import Foundation
public import VigilCore

/// The threshold at which footage that is assumed normal makes so many alarms a day.
///
/// Where the footage is long enough to count alarms at that rate, they are counted, by the same rules that make events.
/// Else the rate is carried on beyond the footage by the tail of the scores: the peaks of events over a high score, in
/// the logarithm of odds, follow an exponential or a generalised Pareto law (Coles, "An Introduction to Statistical
/// Modeling of Extreme Values", 2001, chapter 4). Intervals come from drawing blocks of time.
public struct AlarmCalibration: Hashable, Sendable {
  /// The alarms that are wanted.
  public var alarmsPerDay: Double
  /// What makes an event; its threshold is not used.
  public var rules: EventRules
  /// How intervals are made.
  public var bootstrap: Bootstrap

  /// With so many alarms in the footage a rate is counted: the deviation of a count of ten is a third of it.
  public static let fewestCounted = 10.0
  /// The peaks that a tail is fitted to, and the fewest of which one can be.
  static let peaks = (wanted: 50, fewest: 15)

  /// Describes a calibration.
  ///
  /// - Precondition: the rate is a positive number.
  public init(alarmsPerDay: Double, rules: EventRules = EventRules(), bootstrap: Bootstrap = Bootstrap()) {
    precondition(alarmsPerDay > 0 && alarmsPerDay.isFinite, "a rate of alarms is a positive number")
    self.alarmsPerDay = alarmsPerDay
    self.rules = rules
    self.bootstrap = bootstrap
  }

  /// Finds the threshold.
  ///
  /// - Parameter footage: The scores of each recording, in order of time.
  /// - Throws: `tooLittleFootage`, or `noSuchThreshold` if no threshold makes alarms at that rate.
  public func threshold(for footage: [[SnippetScore]]) throws(EvaluationError) -> CalibratedThreshold {
    let counts = try AlarmCounts(footage, rules: rules)
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
      hours: counts.days * 24, snippets: footage.reduce(0) { $0 + $1.count },
      alarms: counts.events(rules).count, tailPeaks: tail?.excesses.count ?? 0,
      tailShape: tail?.fit.shape ?? 0)
  }

  private func tail(of counts: AlarmCounts) throws(EvaluationError) -> PeakTail {
    guard let base = counts.base(peaks: Self.peaks.wanted), base.peaks >= Self.peaks.fewest else {
      throw EvaluationError(
        .tooLittleFootage,
        "\(Self.text(counts.days * 24)) hours of footage have too few separate peaks of the score for "
          + "\(Self.text(alarmsPerDay)) alarms a day (\(counts.base(peaks: Self.peaks.wanted)?.peaks ?? 0), needed are "
          + "\(Self.peaks.fewest)); add footage")
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
        "no threshold makes \(Self.text(alarmsPerDay)) alarms a day of this footage, the most are \(most); ask for fewer"
      )
  }

  /// The logarithm of odds, and back; a score of 0 or 1 is as far out as a float goes.
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
