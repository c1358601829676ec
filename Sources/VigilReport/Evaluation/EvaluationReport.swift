import VigilCore
import VigilDetection
public import VigilEvaluation

/// The report of an evaluation: as a page, as JSON, and in a few lines.
public struct EvaluationReport: Sendable {
  /// Another detector on the same videos.
  public struct Comparison: Sendable {
    /// The name of its scores.
    public var name: String
    /// Its evaluation.
    public var evaluation: Evaluation
    /// The improvement of the first detector's frame-level AUC over it.
    public var improvement: Evaluation.Estimate

    /// Makes a comparison.
    public init(name: String, evaluation: Evaluation, improvement: Evaluation.Estimate) {
      self.name = name
      self.evaluation = evaluation
      self.improvement = improvement
    }
  }

  /// The same detector online; the scores above are from offline detection.
  public struct Online: Sendable {
    /// The window of the online detector, in snippets.
    public var window: Int
    /// Its evaluation.
    public var evaluation: Evaluation
    /// The improvement of its frame-level AUC over offline.
    public var difference: Evaluation.Estimate
    /// The difference between its scores and the offline ones.
    public var scores: TrackComparison?

    /// Makes a description.
    public init(
      window: Int, evaluation: Evaluation, difference: Evaluation.Estimate, scores: TrackComparison?
    ) {
      self.window = window
      self.evaluation = evaluation
      self.difference = difference
      self.scores = scores
    }
  }

  /// The name of the scores or the model.
  public var name: String
  /// Where the ground truth comes from.
  public var truth: String
  /// The evaluation.
  public var evaluation: Evaluation
  /// Assumptions that had to be made about the files.
  public var notes: [String]
  /// The same detector online; nil for stored scores.
  public var online: Online?
  /// Another detector.
  public var comparison: Comparison?
  /// The version of Vigil.
  public var vigil: String

  /// Makes a report.
  public init(
    name: String, truth: String, evaluation: Evaluation, notes: [String] = [], comparison: Comparison? = nil,
    vigil: String
  ) {
    self.name = name
    self.truth = truth
    self.evaluation = evaluation
    self.notes = notes
    self.comparison = comparison
    self.vigil = vigil
  }

  /// A headline number.
  public struct Line: Hashable, Sendable {
    /// The measure.
    public var name: String
    /// The number with its unit.
    public var value: String
    /// A confidence interval or other detail; empty for none.
    public var detail = ""
  }

  /// The headline numbers.
  public var lines: [Line] {
    var lines = [
      line("frame-level AUC", evaluation.rocAUC), line("PR-AUC", evaluation.prAUC),
      line("average precision", evaluation.averagePrecision),
    ]
    if let only = evaluation.rocAUCAbnormalVideos { lines.append(line("AUC, abnormal videos only", only)) }
    if let area = evaluation.videoAUC {
      lines.append(
        Line(
          name: "video-level AUC", value: NumberText.fixed(area, decimals: 4),
          detail: "a video's score is the mean of its three highest snippets"))
    }
    lines.append(
      Line(name: "normal frames at \(threshold) or above", value: percent(evaluation.falseAlarmRate)))
    lines += alarmLines(evaluation.alarms)
    if let online { lines += onlineLines(online) }
    if let comparison {
      lines.append(line("frame-level AUC of \(comparison.name)", comparison.evaluation.rocAUC))
      lines.append(line("difference", comparison.improvement))
    }
    return lines
  }

  private func onlineLines(_ online: Online) -> [Line] {
    var lines = [
      line("online frame-level AUC", online.evaluation.rocAUC),
      line("online minus offline", online.difference),
    ]
    if let difference = online.scores {
      lines.append(
        Line(
          name: "online scores differ by",
          value: NumberText.fixed(difference.scores.meanDifference, decimals: 4),
          detail:
            "on average; at most \(NumberText.fixed(Double(difference.scores.maximumDifference), decimals: 4)), in snippet "
            + "\(difference.snippet) of \(difference.video)"))
    }
    return lines + alarmLines(online.evaluation.alarms, "online ")
  }

  private func alarmLines(_ alarms: AlarmRates, _ prefix: String = "") -> [Line] {
    var lines: [Line] = []
    if let rate = alarms.recall {
      lines.append(
        Line(
          name: "\(prefix)anomalies found", value: percent(rate),
          detail: "\(NumberText.grouped(alarms.found)) of \(NumberText.grouped(alarms.anomalies))"))
    }
    if let delay = alarms.medianDelay, let mean = alarms.meanDelay {
      lines.append(
        Line(name: "\(prefix)detection delay", value: seconds(delay), detail: "median; mean \(seconds(mean))")
      )
    }
    if let rate = alarms.falseAlarmsPerHour {
      lines.append(
        Line(
          name: "\(prefix)false alarms per camera-hour", value: NumberText.fixed(rate, decimals: 2),
          detail:
            "\(NumberText.grouped(alarms.falseAlarms)) in \(NumberText.fixed(alarms.hours, decimals: 2)) h"))
    }
    return lines
  }

  private func line(_ name: String, _ estimate: Evaluation.Estimate) -> Line {
    Line(
      name: name, value: NumberText.fixed(estimate.value, decimals: 4),
      detail: estimate.interval.map(text) ?? "")
  }

  var threshold: String {
    NumberText.trimmed(Double(evaluation.alarms.rules.threshold), decimals: 3)
  }

  /// `0.7120 to 0.7812`.
  private func text(_ interval: ClosedRange<Double>) -> String {
    "\(NumberText.fixed(interval.lowerBound, decimals: 4)) to \(NumberText.fixed(interval.upperBound, decimals: 4))"
  }

  func percent(_ share: Double) -> String { "\(NumberText.fixed(share * 100, decimals: 2)) %" }
  func seconds(_ value: Double) -> String { "\(NumberText.fixed(value, decimals: 1)) s" }
}
