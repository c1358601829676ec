/// The result of a validation.
public struct Validation: Hashable, Sendable, Codable {
  /// The steps made before it.
  public var steps: Int
  /// The AUC over held-out videos, each scored by the mean of its three highest snippets; nil without held-out videos.
  public var videoAUC: Double?
  /// The binary cross-entropy of these scores; nil without held-out videos.
  public var crossEntropy: Double?
  /// The frame-level AUC on the test set; nil without a test set.
  public var testAUC: Double?
  /// How far the scores of held-out videos are apart, at most; 0 for a detector that is dead.
  public var scoreSpread: Double?

  /// Holds the measures.
  public init(
    steps: Int, videoAUC: Double? = nil, crossEntropy: Double? = nil, testAUC: Double? = nil,
    scoreSpread: Double? = nil
  ) {
    self.steps = steps
    self.videoAUC = videoAUC
    self.crossEntropy = crossEntropy
    self.testAUC = testAUC
    self.scoreSpread = scoreSpread
  }
}

/// The results of a training's validations so far.
public struct ValidationSummary: Hashable, Sendable, Codable {
  /// The newest.
  public private(set) var last: Validation?
  /// The best on held-out videos: the checkpoint that is kept. Its test AUC is unbiased.
  public private(set) var picked: Validation?
  /// The best on the test set itself, as papers publish it: an optimistic number, which chooses nothing here.
  public private(set) var bestOnTest: Validation?

  /// The validation of the checkpoint that is kept, on which no label of the test set had an influence: the best on held-out
  /// videos, or the newest where there are none.
  public var honest: Validation? { picked ?? last }

  /// No results.
  public init() {}

  /// Adds a validation; returns whether its checkpoint is the best so far on held-out videos.
  ///
  /// With few videos many checkpoints have the same AUC: of these the one with the smallest cross-entropy is best, then
  /// the earliest.
  public mutating func add(_ validation: Validation) -> Bool {
    last = validation
    if let area = validation.testAUC, area > bestOnTest?.testAUC ?? -1 { bestOnTest = validation }
    guard let area = validation.videoAUC, let loss = validation.crossEntropy else { return false }
    if let best = picked, let bestArea = best.videoAUC, let bestLoss = best.crossEntropy,
      (area, -loss) <= (bestArea, -bestLoss)
    {
      return false
    }
    picked = validation
    return true
  }
}
