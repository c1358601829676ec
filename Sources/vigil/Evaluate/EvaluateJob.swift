import Foundation
import VigilCore
import VigilEvaluation
import VigilReport
import VigilTraining

/// An evaluation from files to page.
struct EvaluateJob {
  let options: Evaluate

  func run() async throws {
    // Scoring can take hours, so whatever could spoil its end is checked first.
    for file in destinations { try Destination.check(file) }
    let rival = try options.against.map {
      (name: name($0), alignment: try options.truthFiles.alignment(of: $0))
    }
    var report = if let model = options.model { try await scored(by: model) } else { try stored() }
    if let rival {
      let other = try evaluate(rival.alignment, threshold: report.evaluation.alarms.rules.threshold)
      report.comparison = EvaluationReport.Comparison(
        name: rival.name, evaluation: other, improvement: try report.evaluation.improvement(over: other))
    }
    if let output = options.output { try EvaluationFolder(URL(filePath: output)).write(report) }
    if options.json {
      Console.result(report.json)
    } else {
      let rows = report.lines.map { [$0.name, $0.value, $0.detail] }
      for line in TextTable.lines(rows) { Console.result(line) }
      for note in report.notes { Console.diagnostic("note: \(note)") }
      if let output = options.output { Console.result("report in \(output)/\(EvaluationFolder.page)") }
    }
  }

  /// The files that will be written.
  private var destinations: [URL] {
    var files: [URL] = []
    if let output = options.output {
      files += [EvaluationFolder.page, EvaluationFolder.numbers].map {
        URL(filePath: output).appending(path: $0)
      }
    }
    if let scores = options.saveScores.map({ URL(filePath: $0) }) {
      files += [scores, FeatureScoring.Scores.online(beside: scores)]
    }
    return files
  }

  /// The report on stored scores.
  private func stored() throws -> EvaluationReport {
    let scores = options.scores ?? ""
    let alignment = try options.truthFiles.alignment(of: scores)
    return EvaluationReport(
      name: name(scores), truth: options.truthFiles.name,
      evaluation: try evaluate(alignment, threshold: EventRules().threshold), notes: alignment.notes,
      vigil: VigilVersion.current)
  }

  /// The report on a model and stored features.
  private func scored(by model: String) async throws -> EvaluationReport {
    let scoring = try FeatureScoring(options, model: model)
    let scores = try await scoring.scores()
    if let destination = options.saveScores { try scores.write(to: URL(filePath: destination)) }
    let offline = try scoring.test.alignment(scores.offline)
    let online = try scoring.test.alignment(scores.online)
    let evaluation = try evaluate(offline, threshold: scoring.threshold)
    let onlineEvaluation = try evaluate(online, threshold: scoring.threshold)
    var report = EvaluationReport(
      name: name(model), truth: options.truthFiles.name, evaluation: evaluation,
      notes: scoring.notes + offline.notes, vigil: VigilVersion.current)
    report.online = EvaluationReport.Online(
      window: options.window, evaluation: onlineEvaluation,
      difference: try onlineEvaluation.improvement(over: evaluation),
      scores: TrackComparison(
        reference: offline.tracks, other: online.tracks, threshold: evaluation.alarms.rules.threshold))
    return report
  }

  private func evaluate(_ alignment: TrackAlignment, threshold: Float) throws -> Evaluation {
    try Evaluation(
      alignment.tracks, rules: options.events.rules(modelThreshold: threshold),
      bootstrap: Bootstrap(resamples: options.resamples, seed: options.seed))
  }

  private func name(_ path: String) -> String { URL(filePath: path).lastPathComponent }
}
