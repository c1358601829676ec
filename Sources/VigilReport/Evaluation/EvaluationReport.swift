import VigilCore
public import VigilEvaluation

/// What there is to tell of an evaluation: as a page, as JSON, and in a few lines.
public struct EvaluationReport: Sendable {
  /// Another detector on the same videos.
  public struct Comparison: Sendable {
    /// What its scores are called.
    public var name: String
    /// How it did.
    public var evaluation: Evaluation
    /// How much higher the frame-level AUC of the first detector is.
    public var improvement: Evaluation.Estimate

    /// Makes a comparison.
    public init(name: String, evaluation: Evaluation, improvement: Evaluation.Estimate) {
      self.name = name
      self.evaluation = evaluation
      self.improvement = improvement
    }
  }

  /// What the scores are called.
  public var name: String
  /// Where the ground truth is from.
  public var truth: String
  /// How the detector did.
  public var evaluation: Evaluation
  /// What had to be assumed of the files.
  public var notes: [String]
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

  /// A number that everybody asks for.
  public struct Line: Hashable, Sendable {
    /// What is measured.
    public var name: String
    /// The number with its unit.
    public var value: String
    /// An interval, or what else belongs to it; empty for nothing.
    public var detail = ""
  }

  /// The few numbers that everybody asks for.
  public var lines: [Line] {
    let alarms = evaluation.alarms
    var lines = [
      line("frame-level AUC", evaluation.rocAUC), line("PR-AUC", evaluation.prAUC),
      line("average precision", evaluation.averagePrecision),
    ]
    if let only = evaluation.rocAUCAbnormalVideos { lines.append(line("AUC, abnormal videos only", only)) }
    lines.append(
      Line(name: "normal frames at \(threshold) or above", value: percent(evaluation.falseAlarmRate)))
    if let rate = alarms.recall {
      lines.append(
        Line(
          name: "anomalies found", value: percent(rate),
          detail: "\(NumberText.grouped(alarms.found)) of \(NumberText.grouped(alarms.anomalies))"))
    }
    if let delay = alarms.medianDelay, let mean = alarms.meanDelay {
      lines.append(
        Line(name: "detection delay", value: seconds(delay), detail: "median; mean \(seconds(mean))"))
    }
    if let rate = alarms.falseAlarmsPerHour {
      lines.append(
        Line(
          name: "false alarms per camera-hour", value: NumberText.fixed(rate, decimals: 2),
          detail:
            "\(NumberText.grouped(alarms.falseAlarms)) in \(NumberText.fixed(alarms.hours, decimals: 2)) h"))
    }
    if let comparison {
      lines.append(line("frame-level AUC of \(comparison.name)", comparison.evaluation.rocAUC))
      lines.append(line("difference", comparison.improvement))
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
