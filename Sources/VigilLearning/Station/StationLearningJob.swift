public import Foundation
public import VigilCore
import VigilEvaluation
public import VigilNetworks
import VigilPreprocessing
import VigilTraining

/// From what people said of a station's events to a model that may take the present one's place.
public struct StationLearningJob: Sendable {
  /// How it ended.
  public struct Outcome: Sendable {
    /// The new head beside the present one.
    public var comparison: HeadComparison
    /// The model; nil if it is not better, and nothing was written.
    public var model: ModelFolder?
    /// What was learned from, and what was left out; for people.
    public var lines: [String]
  }

  /// The model that the cameras have; its extractor, if it has one, and its settings go on in the new one.
  public var present: ModelFolder
  /// Where the new model goes.
  public var destination: URL
  /// Whether a model that is there already may be replaced.
  public var replace: Bool
  /// L2 penalty of the fit; see `LinearFit.Penalty`.
  public var penalty: Double
  /// Random seed of intervals, and of layers that have no effect.
  public var seed: UInt64

  /// Describes a job.
  public init(
    present: ModelFolder, destination: URL, replace: Bool = false, penalty: Double = 20, seed: UInt64 = 1
  ) {
    self.present = present
    self.destination = destination
    self.replace = replace
    self.penalty = penalty
    self.seed = seed
  }

  /// Learns, compares, and writes the model if it is better.
  ///
  /// - Parameters:
  ///   - minimum: The least that will do.
  ///   - stop: ends it; nothing is kept then.
  ///   - progress: told how many heads of how many are learned.
  /// - Throws: `CoreError` if another model is in its place; `LearningError`, `TrainingError`, `NetworksError`.
  public func run(
    _ lessons: StationLessons, minimum: Lesson.Minimum = Lesson.Minimum(), stop: StopRequest,
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) async throws -> Outcome {
    // Before minutes of work.
    try Destination.requireFree(destination, replace: replace)
    let lesson = try Lesson(lessons.stretches, watched: lessons.watched, minimum: minimum)
    let trial = HeadTrial<LinearFit>(bootstrap: Bootstrap(seed: seed))
    let outcome = try await trial.run(
      lesson, fit: { try fit($0, stop: stop) },
      score: { head, features in features.map { head.onlineScores(of: $0) } }, progress: progress)
    var lines = [Self.line(of: lesson)]
    if let unused = lessons.unused.line { lines.append(unused) }
    let former = lesson.stretches.count - lesson.judged.count
    if former > 0 {
      lines.append(
        "learned from, and not compared on: \(NumberText.count(former, "stretch", "stretches")) of before the present model "
          + "watched the present view")
    }
    lines += outcome.comparison.lines
    let model = outcome.comparison.isBetter ? try write(outcome.head, outcome.comparison, lesson) : nil
    return Outcome(comparison: outcome.comparison, model: model, lines: lines)
  }

  /// Fits to the mean over the crops: they show the same.
  private func fit(_ stretches: [ReviewedStretch], stop: StopRequest) throws -> LinearFit {
    guard let size = stretches.first?.features.shape[2] else {
      throw LearningError(.tooLittle, "there are no features to learn from")
    }
    var (values, labels): ([Float], [Float]) = ([], [])
    for stretch in stretches {
      let (snippets, crops) = (stretch.features.shape[0], stretch.features.shape[1])
      for snippet in 0..<snippets {
        for index in 0..<size {
          var sum: Float = 0
          for crop in 0..<crops { sum += stretch.features.values[(snippet * crops + crop) * size + index] }
          values.append(sum / Float(crops))
        }
      }
      labels += [Float](repeating: stretch.kind.isAnomaly ? 1 : 0, count: snippets)
    }
    return try LinearFit(
      values, labels: labels, size: size, penalty: .squares(penalty), seed: seed, stop: stop)
  }

  private func write(
    _ head: LinearFit, _ comparison: HeadComparison, _ lesson: Lesson
  ) throws -> ModelFolder {
    var settings = present.manifest.settings
    let preprocessing = settings.preprocessing
    var writer = try ModelFolderWriter(destination, replace: replace)
    if let entry = present.manifest[.extractor] {
      let extractor = try present.extractor(
        frames: SnippetPosition.framesPerSnippet, frameHeight: preprocessing.cropHeight,
        frameWidth: preprocessing.cropWidth)
      try writer.add(
        entry.architecture, extractor.weights, source: entry.source, quantization: entry.quantization,
        training: entry.training)
    }
    let training = TrainingProvenance(
      recipe: "linear", seed: seed, settings: ["penalty": penalty],
      normalVideos: lesson.distinct([.quiet, .falseAlarm]),
      abnormalVideos: lesson.distinct([.real, .missed]),
      startedFrom: settings.name,
      measures: [
        "mean_loss": head.loss, "held_out_recall": comparison.new.recall,
        "held_out_recall_before": comparison.present.recall,
        "held_out_false_alarms_per_hour": comparison.new.falseAlarmsPerHour,
        "held_out_false_alarms_per_hour_before": comparison.present.falseAlarmsPerHour,
      ], programs: ["vigil \(VigilVersion.current)"])
    try writer.add(.rtfm(RTFM(of: head.weights)), head.weights, training: training)
    settings.name = destination.deletingPathExtension().lastPathComponent
    settings.threshold = Double(comparison.threshold)
    // They are of the present head.
    (settings.calibration, settings.cascade) = (nil, nil)
    return try writer.finish(settings)
  }

  private static func line(of lesson: Lesson) -> String {
    let counts = ReviewedStretch.Kind.allCases.map { kind in
      "\(lesson.stretches.count { $0.kind == kind }) \(kind.rawValue)"
    }
    return "learned from \(counts.joined(separator: ", ")); \(lesson.duplicates) near-duplicates counted once"
  }
}
