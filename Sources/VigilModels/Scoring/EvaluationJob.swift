public import Foundation
public import VigilCore
public import VigilDatasets
public import VigilEvaluation
public import VigilReport
import VigilTensorFiles

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
  /// Snippets that the detector sees at once online.
  public var window: Int
  /// What runs the detector.
  public var engine: EngineConfiguration

  /// Prepares an evaluation.
  public init(
    _ subject: Subject, against rival: String? = nil, truth: GroundTruthFiles,
    rules: EventRules = EventRules(), usesModelThreshold: Bool = true, bootstrap: Bootstrap = Bootstrap(),
    window: Int = 32, engine: EngineConfiguration = EngineConfiguration()
  ) {
    self.subject = subject
    self.rival = rival
    self.truth = truth
    self.rules = rules
    self.usesModelThreshold = usesModelThreshold
    self.bootstrap = bootstrap
    self.window = window
    self.engine = engine
  }

  /// Evaluates. The model is looked for before files of any size are read, and all files are read before anything is scored, which
  /// can take hours.
  ///
  /// - Parameter progress: told of how many snippets how many were scored.
  /// - Throws: `ModelError`, `DatasetError`, `EvaluationError`, `TensorFileError` or `InferenceError`.
  public func run(progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }) async throws -> EvaluationReport {
    let model: FeatureScoring? =
      if case .model(let name, _, _) = subject { try FeatureScoring(model: name) } else { nil }
    let truth = try StoredGroundTruth(truth, ofFeatures: model != nil)
    let other = try rival.map { (name: Self.name($0), alignment: try truth.alignment(of: $0)) }
    var report =
      switch subject {
      case .scores(let path): try stored(path, truth)
      case .model(let name, let features, let kept):
        try await scored(by: model ?? FeatureScoring(model: name), name, features, kept, truth, progress)
      }
    if let other {
      let evaluation = try evaluate(
        other.alignment, threshold: report.evaluation.alarms.rules.threshold)
      report.comparison = EvaluationReport.Comparison(
        name: other.name, evaluation: evaluation,
        improvement: try report.evaluation.improvement(over: evaluation))
    }
    return report
  }

  /// The report on stored scores.
  private func stored(_ scores: String, _ truth: StoredGroundTruth) throws -> EvaluationReport {
    let alignment = try truth.alignment(of: scores)
    return EvaluationReport(
      name: Self.name(scores), truth: truth.files.name,
      evaluation: try evaluate(alignment, threshold: EventRules().threshold), notes: alignment.notes,
      vigil: VigilVersion.current)
  }

  /// The report on a model and stored features.
  private func scored(
    by scoring: FeatureScoring, _ model: String, _ features: [String], _ kept: URL?,
    _ truth: StoredGroundTruth, _ progress: (Int, Int) -> Void
  ) async throws -> EvaluationReport {
    let test = try TestSet(TestSet.Files(features, truth: truth))
    try scoring.verify(featureSize: test.size)
    let videos = test.videos.map(\.features)
    let total = videos.reduce(0) { $0 + $1.rowCount }
    let scores = try await scoring.scores(of: videos, window: window, configuration: engine) {
      progress($0, total)
    }
    if let kept { try scores.write(to: kept) }
    let (offline, online) = (try test.alignment(scores.offline), try test.alignment(scores.online))
    let evaluation = try evaluate(offline, threshold: scoring.threshold)
    let onlineEvaluation = try evaluate(online, threshold: scoring.threshold)
    let doubts = doubts(scoring, test, offline.tracks)
    var report = EvaluationReport(
      name: Self.name(model), truth: truth.files.name, evaluation: evaluation,
      notes: test.notes + doubts + offline.notes, vigil: VigilVersion.current)
    report.online = EvaluationReport.Online(
      window: window, evaluation: onlineEvaluation,
      difference: try onlineEvaluation.improvement(over: evaluation),
      scores: TrackComparison(
        reference: offline.tracks, other: online.tracks, threshold: evaluation.alarms.rules.threshold))
    return report
  }

  /// What casts doubt on scores of stored features.
  private func doubts(_ scoring: FeatureScoring, _ test: TestSet, _ tracks: [ScoreTrack]) -> [String] {
    let files = zip(test.videos.map(\.url), tracks.map(\.isAbnormal))
    let origins = FeatureOrigins(
      normal: files.filter { !$0.1 }.map(\.0), abnormal: files.filter(\.1).map(\.0))
    return scoring.doubts(about: test.videos.map(\.url)) + scoring.doubts(aboutCrops: test.crops)
      + [origins.complaint].compactMap(\.self)
  }

  private func evaluate(_ alignment: TrackAlignment, threshold: Float) throws -> Evaluation {
    var rules = rules
    if usesModelThreshold { rules.threshold = threshold }
    return try Evaluation(alignment.tracks, rules: rules, bootstrap: bootstrap)
  }

  private static func name(_ path: String) -> String { URL(filePath: path).lastPathComponent }
}
