/// Texts from outside, such as camera names, made fit for one line of a message.
package enum PlainText {
  /// Without what could break a line, hide or turn around the rest; cut to so many characters.
  package static func line(_ text: String, longest: Int = 200) -> String {
    var line = ""
    var count = 0
    for character in text {
      guard count < longest else { return line + "…" }
      // A letter under hundreds of accents would make a message too long to be taken.
      let isFit = character.utf8.count <= 32 && !character.unicodeScalars.contains(where: isUnfit)
      line.append(isFit ? character : " ")
      count += 1
    }
    return line
  }

  /// Controls, separators of lines, marks of direction, and what is drawn as nothing.
  private static func isUnfit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
    default: false
    }
  }
}
