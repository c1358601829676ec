import VigilCore
import VigilDetection

extension PrecisionReport {
  /// The result for people: a table of quantised layers, then a line for each figure.
  public var lines: [String] {
    let rows =
      [["layer", "weights", "input", "result"]]
      + layers.map { layer in
        [
          layer.name, layer.isFloat ? "float" : Self.root(layer.weightNoise),
          layer.isFloat ? "float" : Self.root(layer.inputNoise), Self.percent(layer.error),
        ]
      }
    var lines = layers.isEmpty ? [] : TextTable.lines(rows, numeric: [1, 2, 3]) + [""]
    lines.append(
      "features: mean cosine \(NumberText.fixed(meanCosine, decimals: 5)), lowest "
        + "\(NumberText.fixed(minimumCosine, decimals: 5)), on \(heldOutSnippets) held-out snippets")
    if let scores {
      lines.append(
        "scores: mean change \(NumberText.fixed(scores.meanDifference, decimals: 4)), largest "
          + "\(NumberText.fixed(Double(scores.maximumDifference), decimals: 4)), "
          + "\(scores.changedSides) of \(scores.snippets) on the other side of \(scores.threshold)")
    }
    if let areas {
      lines.append(
        "AUC: \(NumberText.fixed(areas.before, decimals: 4)) before, "
          + "\(NumberText.fixed(areas.after, decimals: 4)) after, of the held-out snippets")
    }
    if let extractorBytes {
      lines.append(
        "weights: \(Self.megabytes(extractorBytes.before)) before, \(Self.megabytes(extractorBytes.after)) after"
      )
    }
    lines.append(
      "extractor: \(NumberText.fixed(speedup, decimals: 2)) times as fast on this machine, measured just now"
    )
    if complaints.isEmpty { lines.append("made \(output)") }
    return lines
  }

  private static func root(_ noise: Double?) -> String { percent(noise.map { $0.squareRoot() }) }

  private static func percent(_ value: Double?) -> String {
    value.map { NumberText.fixed(100 * $0, decimals: 2) + " %" } ?? ""
  }

  private static func megabytes(_ bytes: Int) -> String {
    NumberText.fixed(Double(bytes) / 1e6, decimals: 1) + " MB"
  }
}
