public import Foundation
public import VigilCore

/// Writes `{format, provenance, snippets: […], gaps: […], summary: {…}}`, one snippet per line, incrementally.
///
/// Memory does not grow with the number of snippets or gaps. The partial file becomes valid JSON by
/// appending `]}`. Non-finite scores are written as `null`.
public struct ScoresJSONWriter: ~Copyable {
  private var file: JSONListFile
  private var statistics = ScoreStatistics()

  /// Opens the file in a folder that exists.
  public init(_ destination: URL, provenance: Provenance) throws(ReportError) {
    file = try JSONListFile(
      destination, format: "scores-1", head: [("provenance", provenance.json)], list: "snippets")
  }

  /// Appends a snippet.
  public mutating func append(_ score: SnippetScore) throws(ReportError) {
    try file.append(score.jsonFields)
    statistics.add(score)
  }

  /// Appends a gap of the source.
  public mutating func append(_ gap: SourceGap) throws(ReportError) {
    try file.append(gap)
  }

  /// Puts what was written on the disk, where it survives a power cut.
  public func synchronize() throws(ReportError) { try file.synchronize() }

  /// Writes the summary and moves the file into place.
  public consuming func finish(_ outcome: RunOutcome) throws(ReportError) {
    try finish(outcome, forgets: true)
  }

  consuming func finish(_ outcome: RunOutcome, forgets: Bool) throws(ReportError) {
    var summary: [(key: String, value: String)] = [("snippets", "\(statistics.snippets)")]
    summary += outcome.jsonFields
    summary += [
      ("gaps", "\(file.gapCount)"),
      ("gap_seconds", JSONText.number(file.gapSeconds)),
      ("mean_score", statistics.mean.map(JSONText.number) ?? "null"),
      ("peak_score", statistics.peak.map { JSONText.number($0.score) } ?? "null"),
      ("peak_snippet", statistics.peak.map { "\($0.position.index)" } ?? "null"),
    ]
    try file.finish(tail: [("summary", JSONText.object(summary))], forgets: forgets)
  }
}
