import VigilCore
public import VigilDetection

/// How two scorings of the same videos differ, snippet by snippet, such as offline and online.
public struct TrackComparison: Hashable, Sendable {
  /// The difference over all snippets, numbered across all videos.
  public let scores: ScoreComparison
  /// The video where it is largest.
  public let video: String
  /// The index of that snippet in its video.
  public let snippet: Int

  /// Compares tracks of the same videos in the same order; nil without a snippet.
  ///
  /// - Precondition: both have the same lengths.
  public init?(reference: [ScoreTrack], other: [ScoreTrack], threshold: Float) {
    precondition(reference.map(\.scores.count) == other.map(\.scores.count), "both must have the same videos")
    guard
      let scores = ScoreComparison(
        reference: Self.joined(reference), other: Self.joined(other), threshold: threshold)
    else { return nil }
    self.scores = scores
    var place = scores.largest.position.index
    var track = 0
    while place >= reference[track].scores.count {
      place -= reference[track].scores.count
      track += 1
    }
    (video, snippet) = (reference[track].name, place)
  }

  private static func joined(_ tracks: [ScoreTrack]) -> [SnippetScore] {
    var joined: [SnippetScore] = []
    for var score in tracks.flatMap(\.snippetScores) {
      score.position.index = joined.count
      joined.append(score)
    }
    return joined
  }
}
