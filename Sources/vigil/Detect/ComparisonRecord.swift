import VigilCore
import VigilDetection
import VigilReport

/// Online and offline scores of one recording.
struct ComparisonRecord {
  private let primary: DetectionMode
  private let threshold: Float
  private var first: [SnippetScore] = []
  private var second: [SnippetScore] = []

  init(primary: DetectionMode, threshold: Float) {
    self.primary = primary
    self.threshold = threshold
  }

  mutating func add(_ score: SnippetScore, isPrimary: Bool) {
    if isPrimary { first.append(score) } else { second.append(score) }
  }

  /// The other mode's curve for the page.
  var curve: DetectionReport.Comparison {
    DetectionReport.Comparison(name: otherName, curve: ScoreCurve(second))
  }

  /// The difference in numbers; nil without snippets.
  var comparison: ScoreComparison? {
    let (offline, online) = primary == .offline ? (first, second) : (second, first)
    return ScoreComparison(reference: offline, other: online, threshold: threshold)
  }

  private var otherName: String { primary == .offline ? "online" : "offline" }
}

extension ScoreComparison {
  /// One line: how online scores differ from offline ones.
  var line: String {
    let place = largest.position
    return
      "online differs from offline by \(NumberText.fixed(meanDifference, decimals: 4)) on average, at most "
      + "\(NumberText.fixed(Double(maximumDifference), decimals: 4)) (snippet \(place.index)); "
      + "correlation \(correlation.map { NumberText.fixed($0, decimals: 4) } ?? "undefined"); "
      + "\(changedSides) of \(snippets) snippets change side of the threshold"
  }
}
