import Testing
import VigilDetection
import VigilEvaluation

@Suite struct `Ranked videos` {
  /// `roc_auc_score` and `log_loss` of scikit-learn.
  @Test func `have the golden area and cross-entropy, ties included`() throws {
    let ranked = try RankedVideos(normal: [0.1, 0.4, 0.4, 0.05, 0.9], abnormal: [0.4, 0.8, 0.95, 0.3])
    #expect(abs(ranked.rocAUC - 0.7) < 1e-12)
    #expect(abs(ranked.crossEntropy - 0.6528433924970284) < 1e-12)
    // PyTorch bounds a logarithm by -100, so that one certain mistake leaves a number.
    #expect(try RankedVideos(normal: [1], abnormal: [1]).crossEntropy == 50)
    #expect(throws: EvaluationError.self) { try RankedVideos(normal: [0.5], abnormal: []) }
    #expect(throws: EvaluationError.self) { try RankedVideos(normal: [.nan], abnormal: [1]) }
  }

  @Test func `are scored by their three highest snippets`() {
    #expect(RankedVideos.score([0.1, 0.5, 0.25, 1, 0]) == (1 + 0.5 + 0.25) / 3)
    #expect(RankedVideos.score([0.25, 0.75]) == 0.5)
  }
}

@Suite struct `Two scorings` {
  @Test func `differ most where their scores do`() throws {
    func tracks(_ scores: [[Double]]) throws -> [ScoreTrack] {
      try scores.enumerated().map { number, scores in
        try ScoreTrack(
          name: "video\(number)", scores: scores, truth: GroundTruth(frames: 16 * scores.count, abnormal: []))
      }
    }
    let comparison = try #require(
      TrackComparison(
        reference: tracks([[0.5, 0.5], [], [0.9, 0.25, 0.5]]),
        other: tracks([[0.5, 0.25], [], [0.5, 0.75, 0.5]]),
        threshold: 0.7))
    #expect(comparison.video == "video2")
    #expect(comparison.snippet == 1)
    #expect(abs(comparison.scores.meanDifference - (0.25 + 0.4 + 0.5) / 5) < 1e-6)
    #expect(comparison.scores.fallenBelow == 1)
    #expect(comparison.scores.risenAbove == 1)
  }
}
