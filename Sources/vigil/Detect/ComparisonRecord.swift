import VigilCore
import VigilReport

/// Scores of one recording made both ways.
struct ComparisonRecord {
  private let primary: DetectionDescription.Mode
  private var first: [SnippetScore] = []
  private var second: [SnippetScore] = []

  init(primary: DetectionDescription.Mode) {
    self.primary = primary
  }

  mutating func add(_ score: SnippetScore, isPrimary: Bool) {
    if isPrimary { first.append(score) } else { second.append(score) }
  }

  /// The second curve for the page, and the difference in words.
  func summary() -> (curve: DetectionReport.Comparison, text: String) {
    let name = primary == .offline ? "online" : "offline"
    let curve = DetectionReport.Comparison(name: name, curve: ScoreCurve(second))
    let differences = zip(first, second).map { abs($0.score - $1.score) }
    let mean = differences.isEmpty ? 0 : differences.reduce(0, +) / Float(differences.count)
    return (
      curve, "\(primary.rawValue) and \(name) differ by \(mean) on average, at most \(differences.max() ?? 0)"
    )
  }
}
