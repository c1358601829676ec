public import VigilCore
import VigilDetection
public import VigilPipeline

/// Online and offline scores of one recording, gathered to be compared; both are kept until then.
public struct ModeComparison {
  private let mode: DetectionMode
  private let threshold: Float
  private var scored: [SnippetScore] = []
  private var compared: [SnippetScore] = []

  /// Makes an empty comparison.
  ///
  /// - Parameter mode: the mode of the run; the other one is compared with it.
  public init(mode: DetectionMode, threshold: Float) {
    self.mode = mode
    self.threshold = threshold
  }

  /// Keeps the scores of an update.
  public mutating func note(_ update: DetectionUpdate) {
    switch update.content {
    case .scored(let score): scored.append(score)
    case .compared(let score): compared.append(score)
    case .extracted, .event, .lost, .gap: break
    }
  }

  /// One line: how online scores differ from offline ones; nil without snippets.
  public var line: String? {
    let isOffline = mode == .offline
    guard
      let comparison = ScoreComparison(
        reference: isOffline ? scored : compared, other: isOffline ? compared : scored, threshold: threshold)
    else { return nil }
    let correlation = comparison.correlation.map { NumberText.fixed($0, decimals: 4) } ?? "undefined"
    return
      "online differs from offline by \(NumberText.fixed(comparison.meanDifference, decimals: 4)) on average, at most "
      + "\(NumberText.fixed(Double(comparison.maximumDifference), decimals: 4)) "
      + "(snippet \(comparison.largest.position.index)); correlation \(correlation); "
      + "\(comparison.changedSides) of \(comparison.snippets) snippets change side of the threshold"
  }
}
