import Foundation
import VigilCore
import VigilEvaluation
import VigilReport
import VigilTensorFiles

/// An evaluation from files to page.
struct EvaluateJob {
  let options: Evaluate

  func run() throws {
    let alignment = try align(options.scores)
    let evaluation = try evaluate(alignment)
    var report = EvaluationReport(
      name: name(options.scores),
      truth: name(options.groundTruth ?? options.annotation ?? options.manifest ?? ""),
      evaluation: evaluation, notes: alignment.notes, vigil: VigilVersion.current)
    if let against = options.against {
      let other = try evaluate(align(against))
      report.comparison = EvaluationReport.Comparison(
        name: name(against), evaluation: other, improvement: try evaluation.improvement(over: other))
    }
    if let output = options.output { try EvaluationFolder(URL(filePath: output)).write(report) }
    if options.json {
      Console.result(report.json)
    } else {
      let rows = report.lines.map { [$0.name, $0.value, $0.detail] }
      for line in TextTable.lines(rows) { Console.result(line) }
      for note in alignment.notes { Console.diagnostic("note: \(note)") }
      if let output = options.output { Console.result("report in \(output)/\(EvaluationFolder.page)") }
    }
  }

  private func evaluate(_ alignment: TrackAlignment) throws -> Evaluation {
    try Evaluation(
      alignment.tracks, rules: options.events.rules(modelThreshold: 0.7),
      bootstrap: Bootstrap(resamples: options.resamples, seed: options.seed))
  }

  private func align(_ scores: String) throws -> TrackAlignment {
    let manifest = try options.manifest.map { try ManifestTruth($0, isTruth: options.groundTruth == nil) }
    let annotation =
      try options.annotation.map {
        try TemporalAnnotation(text($0), name: $0)
      } ?? manifest?.annotation
    let list =
      try options.videos.map {
        try VideoList(csv: text($0), name: $0, framesPerScore: options.framesPerScore)
      } ?? manifest?.list(isRequired: options.groundTruth == nil)
    let truth: TrackAlignment.Truth
    if let labels = options.groundTruth {
      truth = .labels(try array(labels))
    } else if let annotation {
      truth = .annotation(annotation)
    } else {
      throw CommandError("there is no ground truth")
    }
    return try TrackAlignment(
      scores: array(scores).map(Double.init), truth: truth, annotation: annotation, list: list,
      framesPerScore: options.framesPerScore, frameRate: options.frameRate)
  }

  /// An array of numbers in a row; extents of 1 are allowed.
  private func array(_ path: String) throws -> [Float] {
    let tensor = try NPY.read(URL(filePath: path))
    guard tensor.shape.filter({ $0 != 1 }).count <= 1 else {
      throw CommandError(
        "\(path) has the shape \(tensor.shape); scores and labels are one number after another, of shape [count]"
      )
    }
    return tensor.values
  }

  private func text(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandError("cannot read \(path)")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw CommandError("\(path) is not text in UTF-8")
    }
    return text
  }

  private func name(_ path: String) -> String { URL(filePath: path).lastPathComponent }
}
