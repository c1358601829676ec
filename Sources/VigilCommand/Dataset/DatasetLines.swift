import VigilDatasets

/// Statistics of a data set, as lines for people.
enum DatasetLines {
  /// Shows the number of videos and their length.
  static func show(_ summary: DatasetSummary) {
    for line in TextTable.lines(summary.table, numeric: DatasetSummary.numericColumns) {
      Console.result(line)
    }
  }

  /// Shows what was found, problems first.
  static func show(_ findings: Findings) {
    for problem in findings.problems { Console.result("✗ \(problem)") }
    for note in findings.notes { Console.result("note: \(note)") }
  }
}
