import VigilCore
import VigilDetection
public import VigilEvaluation

/// The report of an evaluation: as a page, as JSON, and in a few lines.
public struct EvaluationReport: EvaluationResult {
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

  /// The same scores averaged over their neighbours.
  public struct Smoothed: Sendable {
    /// Over how many snippets, the one in the middle included.
    public var width: Int
    /// Their evaluation.
    public var evaluation: Evaluation

    /// Makes a description.
    public init(width: Int, evaluation: Evaluation) {
      self.width = width
      self.evaluation = evaluation
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
  /// The same scores smoothed; nil if that was not asked for.
  public var smoothed: Smoothed?
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
}
