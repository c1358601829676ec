import VigilCore

/// Text as it may stand in XML and HTML, between tags and in quoted attributes alike.
package enum Markup {
  /// Replaces the five special characters, and characters that no XML document may hold.
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

  /// A coordinate to a tenth of a pixel, which is all that a screen shows.
  static func coordinate(_ value: Double) -> String { NumberText.trimmed(value, decimals: 1) }
}
