public import Foundation
public import VigilCore
public import VigilDatasets
public import VigilEvaluation
public import VigilReport

/// An evaluation of stored scores, or of a model on stored features, from files to a report.
public struct EvaluationJob: Sendable {
  /// What is evaluated.
  public enum Subject: Hashable, Sendable {
    /// Stored scores: the path of an `.npy` file of the shape [count].
    case scores(String)
    /// The detector of a model, on features of the test set; where to keep its scores, if anywhere, as `NAME.npy` and
    /// `NAME.online.npy`.
    case model(String, features: [String], keepingScores: URL?)
  }

  /// What is evaluated.
  public var subject: Subject
  /// Scores of another detector on the same videos; the path of an `.npy` file.
  public var rival: String?
  /// Where the ground truth comes from.
  public var truth: GroundTruthFiles
  /// How scores become events.
  public var rules: EventRules
  /// Whether the threshold of the model takes the place of that of the rules; of stored scores, the usual one.
  public var usesModelThreshold: Bool
  /// How intervals are found.
  public var bootstrap: Bootstrap
  /// Snippets that the detector sees at once online; nil to score offline alone, which takes a fraction of the time.
  public var window: Int?
  /// Over how many snippets scores are also averaged, an odd number; nil to measure them as they are only.
  public var smoothing: Int?
  /// What runs the detector.
  public var engine: EngineConfiguration

  /// Prepares an evaluation.
  public init(
    _ subject: Subject, against rival: String? = nil, truth: GroundTruthFiles,
    rules: EventRules = EventRules(), usesModelThreshold: Bool = true, bootstrap: Bootstrap = Bootstrap(),
    window: Int? = 32, smoothing: Int? = nil, engine: EngineConfiguration = EngineConfiguration()
  ) {
    self.subject = subject
    self.rival = rival
    self.truth = truth
    self.rules = rules
    self.usesModelThreshold = usesModelThreshold
    self.bootstrap = bootstrap
    self.window = window
    self.smoothing = smoothing
    self.engine = engine
  }

  /// The files that will be written.
  ///
  /// - Parameter folder: where the report goes, if anywhere.
  public func destinations(in folder: URL?) -> [URL] {
    var files = [EvaluationFolder.page, EvaluationFolder.numbers].compactMap { folder?.appending(path: $0) }
    if case .model(_, _, let kept?) = subject {
      files.append(kept)
      if window != nil { files.append(FeatureScoring.Scores.online(beside: kept)) }
    }
    return files
  }

  /// Scores beside their ground truth.
  struct Scored {
    var offline: TrackAlignment
    var online: TrackAlignment?
    /// The threshold of the model; of stored scores, the usual one.
    var threshold = EventRules().threshold
    /// What casts doubt on them.
    var doubts: [String] = []

    var notes: [String] { doubts + offline.notes }
  }

  /// What is evaluated, by which measures the files allow or were asked for.
  ///
  /// - Parameter progress: told of how many snippets how many were scored.
  /// - Throws: as `run` and `runByVideo`.
  public func result(
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) async throws -> any EvaluationResult {
    truth.ofWholeVideos ? try await runByVideo(progress: progress) : try await run(progress: progress)
  }

  /// Evaluates. The model is looked for before files of any size are read, and all files are read before anything is scored, which
  /// can take hours.
  ///
  /// - Parameter progress: told of how many snippets how many were scored.
  /// - Throws: `ModelError`, `DatasetError`, `EvaluationError`, `TensorFileError` or `InferenceError`.
  public func run(progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }) async throws -> EvaluationReport {
    var other: (name: String, alignment: TrackAlignment)?
    let found = try await scores(progress: progress) { truth in
      other = try rival.map { (name: Self.name($0), alignment: try truth.alignment(of: $0)) }
    }
    let evaluation = try evaluate(found.offline.tracks, threshold: found.threshold)
    var report = EvaluationReport(
      name: name, truth: truth.name, evaluation: evaluation, notes: found.notes, vigil: VigilVersion.current)
    if let smoothing {
      let smoothed = found.offline.tracks.map { $0.smoothed(over: smoothing) }
      report.smoothed = EvaluationReport.Smoothed(
        width: smoothing, evaluation: try evaluate(smoothed, threshold: found.threshold))
    }
    if let window, let online = found.online {
      let onlineEvaluation = try evaluate(online.tracks, threshold: found.threshold)
      report.online = EvaluationReport.Online(
        window: window, evaluation: onlineEvaluation,
        difference: try onlineEvaluation.improvement(over: evaluation),
        scores: TrackComparison(
          reference: found.offline.tracks, other: online.tracks, threshold: evaluation.alarms.rules.threshold)
      )
    }
    if let other {
      let compared = try evaluate(other.alignment.tracks, threshold: evaluation.alarms.rules.threshold)
      report.comparison = EvaluationReport.Comparison(
        name: other.name, evaluation: compared, improvement: try evaluation.improvement(over: compared))
    }
    return report
  }

  /// Reads or makes the scores.
  ///
  /// - Parameter check: reads what else is needed, before anything is scored.
  func scores(
    progress: (_ done: Int, _ of: Int) -> Void, check: (StoredGroundTruth) throws -> Void
  ) async throws -> Scored {
    switch subject {
    case .scores(let path):
      let truth = try StoredGroundTruth(truth)
      try check(truth)
      var scored = Scored(offline: try truth.alignment(of: path))
      scored.doubts = Self.doubts(scored.offline.tracks)
      return scored
    case .model(let model, let features, let kept):
      let scoring = try FeatureScoring(model: model)
      let truth = try StoredGroundTruth(truth, ofFeatures: true)
      try check(truth)
      return try await scored(by: scoring, features, kept, truth, progress)
    }
  }

  /// The scores that a model gives stored features.
  private func scored(
    by scoring: FeatureScoring, _ features: [String], _ kept: URL?, _ truth: StoredGroundTruth,
    _ progress: (Int, Int) -> Void
  ) async throws -> Scored {
    let test = try TestSet(TestSet.Files(features, truth: truth))
    try scoring.verify(featureSize: test.size)
    let videos = test.videos.map(\.features)
    let total = videos.reduce(0) { $0 + $1.rowCount }
    let scores = try await scoring.scores(of: videos, window: window, configuration: engine) {
      progress($0, total)
    }
    if let kept { try scores.write(to: kept) }
    var scored = Scored(
      offline: try test.alignment(scores.offline), online: try scores.online.map { try test.alignment($0) },
      threshold: scoring.threshold)
    scored.doubts =
      test.notes + doubts(scoring, test, scored.offline.tracks) + Self.doubts(scored.offline.tracks)
    return scored
  }

  /// What is wrong with scores whatever they are of: a detector that says the same of everything.
  private static func doubts(_ tracks: [ScoreTrack]) -> [String] {
    let scores = tracks.flatMap(\.scores)
    guard let least = scores.min(), let most = scores.max(), most - least < 1e-6, scores.count > 1 else {
      return []
    }
    return [
      "all scores are \(NumberText.trimmed(least, decimals: 6)): the detector has collapsed, and every measure of it means nothing"
    ]
  }

  /// What casts doubt on scores of stored features.
  private func doubts(_ scoring: FeatureScoring, _ test: TestSet, _ tracks: [ScoreTrack]) -> [String] {
    let files = zip(test.videos.map(\.url), tracks.map(\.isAbnormal))
    let origins = FeatureOrigins(
      normal: files.filter { !$0.1 }.map(\.0), abnormal: files.filter(\.1).map(\.0))
    return scoring.doubts(about: test.videos.map(\.url)) + scoring.doubts(aboutCrops: test.crops)
      + [origins.complaint].compactMap(\.self)
  }

  private func evaluate(_ tracks: [ScoreTrack], threshold: Float) throws -> Evaluation {
    var rules = rules
    if usesModelThreshold { rules.threshold = threshold }
    return try Evaluation(tracks, rules: rules, bootstrap: bootstrap)
  }

  /// The name of what is evaluated.
  var name: String {
    switch subject {
    case .scores(let path), .model(let path, _, _): Self.name(path)
    }
  }

  private static func name(_ path: String) -> String { URL(filePath: path).lastPathComponent }
}
