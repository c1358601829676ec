import Foundation
import VigilCore
import VigilDatasets
import VigilEvaluation
import VigilModels
import VigilReport
import VigilTensorFiles
import VigilTraining

/// An evaluation from files to page.
struct EvaluateJob {
  let options: Evaluate

  func run() async throws {
    // Scoring can take hours: what could spoil its end is looked at first.
    for file in destinations { try Destination.check(file) }
    // The model is looked for before files of any size are read.
    let scoring = try options.model.map { try FeatureScoring(model: $0) }
    let truth = try StoredGroundTruth(options.truthFiles)
    let rival = try options.against.map { (name: name($0), alignment: try truth.alignment(of: $0)) }
    var report =
      if let scoring { try await scored(by: scoring, truth) } else { try stored(truth) }
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

  /// What there is to say of stored scores.
  private func stored(_ truth: StoredGroundTruth) throws -> EvaluationReport {
    let scores = options.scores ?? ""
    let alignment = try truth.alignment(of: scores)
    return EvaluationReport(
      name: name(scores), truth: truth.files.name,
      evaluation: try evaluate(alignment, threshold: EventRules().threshold), notes: alignment.notes,
      vigil: VigilVersion.current)
  }

  /// What there is to say of a model on stored features.
  private func scored(by scoring: FeatureScoring, _ truth: StoredGroundTruth) async throws -> EvaluationReport
  {
    let test = try TestSet(TestSet.Files(options.features, truth: truth))
    try scoring.verify(featureSize: test.size)
    let scores = try await scores(of: test, by: scoring)
    if let destination = options.saveScores { try scores.write(to: URL(filePath: destination)) }
    let (offline, online) = (try test.alignment(scores.offline), try test.alignment(scores.online))
    let evaluation = try evaluate(offline, threshold: scoring.threshold)
    let onlineEvaluation = try evaluate(online, threshold: scoring.threshold)
    let doubts = scoring.doubts(about: test.videos.map(\.url))
    var report = EvaluationReport(
      name: name(options.model ?? ""), truth: truth.files.name, evaluation: evaluation,
      notes: test.notes + doubts + offline.notes, vigil: VigilVersion.current)
    report.online = EvaluationReport.Online(
      window: options.window, evaluation: onlineEvaluation,
      difference: try onlineEvaluation.improvement(over: evaluation),
      scores: TrackComparison(
        reference: offline.tracks, other: online.tracks, threshold: evaluation.alarms.rules.threshold))
    return report
  }

  private func scores(of test: TestSet, by scoring: FeatureScoring) async throws -> FeatureScoring.Scores {
    let videos = test.videos.map(\.features)
    var progress = ProgressLine(
      onTerminal: "Scoring", total: videos.reduce(0) { $0 + $1.rowCount }, unit: "snippets")
    let scores = try await scoring.scores(
      of: videos, window: options.window, configuration: options.engine.configuration
    ) { progress.update(done: $0) }
    progress.finish()
    return scores
  }

  private func evaluate(_ alignment: TrackAlignment, threshold: Float) throws -> Evaluation {
    try Evaluation(
      alignment.tracks, rules: options.events.rules(modelThreshold: threshold),
      bootstrap: Bootstrap(resamples: options.resamples, seed: options.seed))
  }

  private func name(_ path: String) -> String { URL(filePath: path).lastPathComponent }
}
