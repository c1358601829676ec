import VigilCore

/// Statistics of a score track, without storing it.
struct ScoreStatistics: Hashable, Sendable {
  private(set) var snippets = 0
  /// The snippet with the highest score, the first of equals.
  private(set) var peak: SnippetScore?
  private var sum = 0.0
  private var scored = 0

  /// Non-finite scores count as snippets only.
  mutating func add(_ score: SnippetScore) {
    snippets += 1
    guard score.score.isFinite else { return }
    scored += 1
    sum += Double(score.score)
    if let peak, peak.score >= score.score { return }
    peak = score
  }

  var mean: Double? { scored > 0 ? sum / Double(scored) : nil }
}
