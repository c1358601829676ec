import VigilCore
import VigilDatasets
import VigilReport

/// Statistics of a data set, as lines for people.
enum DatasetLines {
  /// Shows the number of videos and their length.
  static func show(_ summary: DatasetSummary) {
    let header = ["split", "label", "videos", "frames", "abnormal frames", "hours"]
    let rows = (summary.rows + [summary.total]).map { row in
      let isPartial = row.measured < row.videos
      let frames = row.measured == 0 ? "?" : "\(row.frames)" + (isPartial ? " of \(row.measured)" : "")
      let hours = row.measured == 0 ? "?" : NumberText.fixed(row.hours, decimals: 2)
      return [
        row.split, row.label, "\(row.videos)", frames, row.measured == 0 ? "?" : "\(row.abnormalFrames)",
        hours,
      ]
    }
    for line in TextTable.lines([header] + rows, numeric: [2, 3, 4, 5]) { Console.result(line) }
  }

  /// Shows what was found, problems first.
  static func show(_ findings: Findings) {
    for problem in findings.problems { Console.result("✗ \(problem)") }
    for note in findings.notes { Console.result("note: \(note)") }
  }
}
