/// Rows of text fields under named columns (RFC 4180, with any usual line endings).
package struct CSVTable {
  package let columns: [String]
  package let rows: [[String]]
  private let name: String

  /// Reads a table.
  ///
  /// - Parameter name: the name of the table in errors.
  /// - Throws: `badFile` for an unclosed quote, a missing header, or a row of another length.
  package init(_ text: String, name: String) throws(EvaluationError) {
    var lines = try Self.records(text, name: name).filter { $0 != [""] }
    guard !lines.isEmpty else {
      throw EvaluationError(.badFile, "\(name) is empty; it needs a line with the names of its columns")
    }
    columns = lines.removeFirst().map { $0.lowercased() }
    rows = lines
    self.name = name
    if let place = rows.firstIndex(where: { $0.count != columns.count }) {
      throw EvaluationError(
        .badFile, "row \(place + 1) of \(name) has \(rows[place].count) fields, its header \(columns.count)")
    }
  }

  /// The index of the first existing column, among several names for the same thing.
  package func column(_ names: String...) -> Int? {
    names.compactMap { columns.firstIndex(of: $0) }.first
  }

  /// A field as a number of at least `least`.
  package func number(_ row: Int, _ column: Int, atLeast least: Int) throws(EvaluationError) -> Int {
    guard let number = Int(rows[row][column]), number >= least, number < 1 << 40 else {
      throw EvaluationError(
        .badFile,
        "row \(row + 1) of \(name): \(columns[column]) is '\(rows[row][column])', not a whole number from \(least)"
      )
    }
    return number
  }

  private static func records(_ text: String, name: String) throws(EvaluationError) -> [[String]] {
    var records: [[String]] = []
    var (record, field, isQuoted) = ([String](), "", false)
    var previousWasQuote = false
    // "\r\n" is one character; a lone "\r" ends a line as well.
    for character in text.first == "\u{FEFF}" ? text.dropFirst() : text[...] {
      if isQuoted, character != "\"" {
        field.append(character)
        continue
      }
      switch character {
      case "\"":
        // A quote that follows a closing one is an escaped quote.
        if !isQuoted, previousWasQuote { field.append("\"") }
        isQuoted.toggle()
        previousWasQuote = !isQuoted
        continue
      case ",":
        record.append(field)
        field = ""
      case "\n", "\r", "\r\n":
        records.append(record + [field])
        (record, field) = ([], "")
      default: field.append(character)
      }
      previousWasQuote = false
    }
    guard !isQuoted else { throw EvaluationError(.badFile, "\(name) has an unclosed quote") }
    if !record.isEmpty || !field.isEmpty { records.append(record + [field]) }
    return records
  }
}
