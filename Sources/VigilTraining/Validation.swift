/// How good the detector was after so many steps.
public struct Validation: Hashable, Sendable, Codable {
  /// The steps made before.
  public var steps: Int
  /// The area under the curve over held-out videos, each scored by the mean of its three highest snippets; nil without.
  public var videoAUC: Double?
  /// The binary cross-entropy of these scores; nil without.
  public var crossEntropy: Double?
  /// The frame-level area on the test set; nil without.
  public var testAUC: Double?

  /// Holds the measures.
  public init(steps: Int, videoAUC: Double? = nil, crossEntropy: Double? = nil, testAUC: Double? = nil) {
    self.steps = steps
    self.videoAUC = videoAUC
    self.crossEntropy = crossEntropy
    self.testAUC = testAUC
  }
}

/// What the validations of a training found so far.
public struct ValidationSummary: Hashable, Sendable, Codable {
  /// The newest.
  public private(set) var last: Validation?
  /// The best on held-out videos: the checkpoint that is kept. Its test area is an honest number.
  public private(set) var picked: Validation?
  /// The best on the test set itself, as papers publish it: an optimistic number, by which nothing is chosen here.
  public private(set) var bestOnTest: Validation?

  /// Nothing yet.
  public init() {}

  /// Takes the next validation; the answer is whether its checkpoint is the best so far on held-out videos.
  ///
  /// With few videos many checkpoints have the same area: of these the one with the smallest cross-entropy is best, then
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
