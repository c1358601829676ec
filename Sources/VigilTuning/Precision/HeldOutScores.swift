package import Foundation
package import VigilCore
package import VigilDetection
import VigilEvaluation

/// Scores of held-out videos, before and after a network was changed.
package struct HeldOutScores: Sendable {
  /// One video.
  package struct Video: Sendable {
    package var file: URL
    package var before: [SnippetScore]
    package var after: [SnippetScore]

    package init(file: URL, before: [SnippetScore], after: [SnippetScore]) {
      self.file = file
      self.before = before
      self.after = after
    }
  }

  /// The videos.
  package var videos: [Video]

  /// Takes the scores of some videos.
  package init(_ videos: [Video] = []) { self.videos = videos }

  /// How much the scores differ.
  package func comparison(threshold: Float) -> ScoreComparison? {
    // Numbered consecutively, so that snippets of different videos are not mistaken for each other.
    func numbered(_ scores: [SnippetScore]) -> [SnippetScore] {
      scores.enumerated().map { index, score in
        var position = score.position
        position.index = index
        return SnippetScore(position: position, cropScores: score.cropScores)
      }
    }
    return ScoreComparison(
      reference: numbered(videos.flatMap(\.before)), other: numbered(videos.flatMap(\.after)),
      threshold: threshold)
  }

  /// The frame-level AUC of both; nil if all scored frames have the same label.
  package func areas(_ truth: HeldOutTruth) throws -> (before: Double, after: Double)? {
    func area(_ scores: KeyPath<Video, [SnippetScore]>) throws -> Double? {
      let tracks = try videos.map { video in
        let values = video[keyPath: scores].map { Double($0.score) }
        return try ScoreTrack(
          name: video.file.lastPathComponent, scores: values,
          truth: truth.labels(video.file, frames: values.count * SnippetPosition.framesPerSnippet))
      }
      return RankedFrames(tracks).summary()?.rocAUC
    }
    guard let before = try area(\.before), let after = try area(\.after) else { return nil }
    return (before, after)
  }
}
