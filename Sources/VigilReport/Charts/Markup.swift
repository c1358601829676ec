import VigilCore

/// Text escaped for XML and HTML, between tags and in quoted attributes alike.
package enum Markup {
  /// Escapes the five special characters, and replaces those that no XML document may contain.
  package static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\n", "\t": escaped.unicodeScalars.append(scalar)
      case _
      where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE:
        escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// A table whose first row is its head; all columns but the first are numbers.
  static func table(_ rows: [[String]]) -> String {
    func row(_ cells: [String], _ tag: String) -> String {
      let marked = cells.enumerated().map { column, cell in
        "<\(tag)\(column == 0 ? "" : " class=\"number\"")>\(escaped(cell))</\(tag)>"
      }
      return "<tr>\(marked.joined())</tr>"
    }
    return """
      <table>
      <thead>\(rows.prefix(1).map { row($0, "th") }.joined())</thead>
      <tbody>\(rows.dropFirst().map { row($0, "td") }.joined(separator: "\n"))</tbody>
      </table>
      """
  }

  /// A coordinate to a tenth of a pixel, the resolution of a screen.
  static func coordinate(_ value: Double) -> String { NumberText.trimmed(value, decimals: 1) }
}
