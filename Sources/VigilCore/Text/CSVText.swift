/// Tables as text (RFC 4180).
package enum CSVText {
  /// Fields as a line without its end, quoted where necessary.
  package static func line(_ fields: [String]) -> String {
    fields.map { field in
      guard field.contains(where: { "\",".contains($0) || $0.isNewline }) else { return field }
      return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        + "\""
    }.joined(separator: ",")
  }
}
