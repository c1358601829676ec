/// Text as a terminal displays it.
public enum TerminalText {
  /// Removes control characters: a file name must not control the terminal.
  package static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter { scalar in
          switch scalar.properties.generalCategory {
          case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
          // Characters that change the text direction.
          case .format: !(0x202A...0x202E).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value)
          default: true
          }
        }))
  }

  /// Shows control characters instead of obeying them, as `\x1B`; line breaks and tabs stay.
  public static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return text.unicodeScalars.reduce(into: "") { shown, scalar in
      guard isControl(scalar) else { return shown.unicodeScalars.append(scalar) }
      let digits = String(scalar.value, radix: 16, uppercase: true)
      shown += scalar.value < 0x100 ? (digits.count < 2 ? "\\x0" : "\\x") + digits : "\\u{\(digits)}"
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    // Also what changes the direction of text.
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// The columns that text occupies: two for East Asian characters and emoji, none for combining accents.
  package static func width(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }

  /// As much of the text as fits into `columns`.
  package static func cut(_ text: String, to columns: Int) -> String {
    var left = columns
    return String(
      text.prefix { character in
        left -= width(character)
        return left >= 0
      })
  }

  private static func width(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    switch first.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default:
      return [.nonspacingMark, .enclosingMark, .format].contains(first.properties.generalCategory) ? 0 : 1
    }
  }
}
