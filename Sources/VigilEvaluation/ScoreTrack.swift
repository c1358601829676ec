public import VigilCore

/// The scores of one video beside its ground truth.
public struct ScoreTrack: Hashable, Sendable {
  /// The name of the video.
  public var name: String
  /// The class of its anomaly; nil if that is unknown or there is none.
  public var category: String?
  /// One score for every `framesPerScore` frames.
  public var scores: [Double]
  /// Which frames are abnormal.
  public var truth: GroundTruth
  /// Frames per score; the last score may cover fewer.
  public var framesPerScore: Int
  /// Frames per second.
  public var frameRate: Double

  /// Joins scores and ground truth.
  ///
  /// - Throws: `lengthMismatch` if the number of scores does not fit the frames; `badValue` for a
  ///   non-finite score.
  public init(
    name: String, category: String? = nil, scores: [Double], truth: GroundTruth,
    framesPerScore: Int = SnippetPosition.framesPerSnippet, frameRate: Double = 30
  ) throws(EvaluationError) {
    precondition(
      framesPerScore >= 1 && frameRate > 0, "framesPerScore must be at least 1 and frameRate positive")
    let wanted = (truth.frames + framesPerScore - 1) / framesPerScore
    guard scores.count == wanted else {
      throw EvaluationError(
        .lengthMismatch,
        "\(name) has \(scores.count) scores of \(framesPerScore) frames for \(truth.frames) frames of ground truth, "
          + "which would be \(wanted)")
    }
    if let place = scores.firstIndex(where: { !$0.isFinite }) {
      throw EvaluationError(.badValue, "score \(place) of \(name) is not finite")
    }
    self.name = name
    self.category = category
    self.scores = scores
    self.truth = truth
    self.framesPerScore = framesPerScore
    self.frameRate = frameRate
  }

  /// Whether any frame is abnormal.
  public var isAbnormal: Bool { !truth.abnormal.isEmpty }

  /// The length in seconds.
  public var seconds: Double { Double(truth.frames) / frameRate }

  /// The frames of a score.
  public func frames(of score: Int) -> Range<Int> {
    let start = score * framesPerScore
    return start..<min(start + framesPerScore, truth.frames)
  }

  /// The scores with their positions, as from detection.
  public var snippetScores: [SnippetScore] {
    scores.indices.map { index in
      let frames = frames(of: index)
      let position = SnippetPosition(
        index: index, startFrame: frames.lowerBound, endFrame: frames.upperBound,
        start: Double(frames.lowerBound) / frameRate, end: Double(frames.upperBound) / frameRate)
      return SnippetScore(position: position, cropScores: [Float(scores[index])])
    }
  }
}
