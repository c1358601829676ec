import Foundation

/// Bytes as text between lines that say what they are (RFC 7468).
enum PEMText {
  /// The text, with a final newline.
  static func text(_ bytes: [UInt8], label: String) -> String {
    let lines = Data(bytes).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
    return "-----BEGIN \(label)-----\n\(lines)\n-----END \(label)-----\n"
  }

  /// The bytes of a text that holds exactly one such block and else only white space; nil for any other.
  static func contents(_ text: String, label: String) -> [UInt8]? {
    // Longer than any key that is read here.
    guard text.utf8.count <= 4096 else { return nil }
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
    guard lines.count >= 3, lines.first == "-----BEGIN \(label)-----", lines.last == "-----END \(label)-----",
      let bytes = Data(base64Encoded: lines[1..<(lines.count - 1)].joined())
    else { return nil }
    return Array(bytes)
  }
}
