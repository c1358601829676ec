import VigilCore
import VigilDetection
import VigilEvaluation

extension EvaluationReport {
  /// A headline number.
  public typealias Line = ResultLine

  /// The headline numbers, and the classes of anomaly, as a terminal shows them.
  public var text: [String] {
    TextTable.lines(lines.map { [$0.name, $0.value, $0.detail] })
      + (categoryTable.isEmpty ? [] : [""] + TextTable.lines(categoryTable, numeric: [1, 2, 3, 4]))
  }

  /// A row of names, and one for each class of anomaly; empty if no class is known.
  var categoryTable: [[String]] {
    guard !evaluation.categories.isEmpty else { return [] }
    func cell(_ value: Double?) -> String { value.map { NumberText.fixed($0, decimals: 4) } ?? "–" }
    return [
      ["class", "videos", "AUC with all normal videos", "AUC within its videos", "AP with all normal videos"]
    ]
      + evaluation.categories.map {
        [$0.name, "\($0.videos)", cell($0.rocAUC), cell($0.rocAUCWithin), cell($0.averagePrecision)]
      }
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
    if let rate = evaluation.publishedFalseAlarmRate {
      lines.append(
        Line(
          name: "false alarm rate", value: percent(rate),
          detail: "as published: frames of normal videos at 0.5 or above"))
    }
    if let smoothed {
      let over = "over \(smoothed.width) snippets"
      lines.append(line("smoothed frame-level AUC", smoothed.evaluation.rocAUC, over))
      lines.append(line("smoothed average precision", smoothed.evaluation.averagePrecision, over))
    }
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

  private func line(_ name: String, _ estimate: Evaluation.Estimate, _ remark: String? = nil) -> Line {
    Line(
      name: name, value: NumberText.fixed(estimate.value, decimals: 4),
      detail: [remark, estimate.interval?.text].compactMap(\.self).joined(separator: ": "))
  }

  var threshold: String {
    NumberText.trimmed(Double(evaluation.alarms.rules.threshold), decimals: 3)
  }

  func percent(_ share: Double) -> String { "\(NumberText.fixed(share * 100, decimals: 2)) %" }
  func seconds(_ value: Double) -> String { "\(NumberText.fixed(value, decimals: 1)) s" }
}
