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

  /// A coordinate to a tenth of a pixel, the resolution of a screen.
  static func coordinate(_ value: Double) -> String { NumberText.trimmed(value, decimals: 1) }
}
