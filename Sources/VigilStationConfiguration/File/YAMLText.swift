import Foundation
import VigilCore
import Yams

/// The part of YAML that the station's file may use: mappings, lists and plain values.
enum YAMLText {
  /// The longest file that is read, in bytes.
  static let longest = 1 << 20
  static let tooLong = "it is longer than 1 MiB, which no station needs"

  /// Reads a text; nil if it holds nothing but comments.
  ///
  /// - Throws: `notYAML`, for a mistake in the text, a key that is there twice, more than one document, or an anchor: a file that
  ///   repeats itself by reference is hard to check, and can be made to fill the memory.
  static func root(_ text: String) throws(StationFileError) -> Node? {
    guard text.utf8.count <= longest else {
      throw StationFileError(.notYAML, tooLong)
    }
    // Editors of Windows begin a file with a mark that the parser takes for a value.
    let hasMark = text.unicodeScalars.first == "\u{FEFF}"
    let text = hasMark ? String(text.unicodeScalars.dropFirst()) : text
    guard text.utf8.contains(UInt8(ascii: "*")) else { return try composed(text) }
    // The parser puts in what aliases stand for, and compares all of it where it is in keys, which can take for ever. So anchors are
    // refused in a text that has none: `*` only means something where an alias begins, and this letter is one like any other.
    // An alias of no anchor is a mistake to the parser.
    var harmless = String.UnicodeScalarView()
    harmless.append(contentsOf: text.unicodeScalars.map { $0 == "*" ? "\u{E000}" : $0 })
    _ = try composed(String(harmless))
    return try composed(text)
  }

  private static func composed(_ text: String) throws(StationFileError) -> Node? {
    do {
      let parser = try Parser(yaml: text)
      // Nodes do not own their anchors; the parser does.
      return try withExtendedLifetime(parser) {
        let node = try parser.singleRoot()
        if let node { try refuseSpecials(node) }
        return node
      }
    } catch let error as StationFileError {
      throw error
    } catch {
      throw explained(error)
    }
  }

  private static func refuseSpecials(_ node: Node) throws(StationFileError) {
    if node.anchor != nil {
      throw StationFileError(
        .notYAML,
        "anchors and aliases (& and *) are not supported; write the values out, or once for all cameras",
        at: node.place)
    }
    // `!secret door` of other programs would else be the password "door".
    guard node.tag == .implicit || node.tag.description.hasPrefix("tag:yaml.org,2002:") else {
      throw StationFileError(
        .notYAML, "tags (!) are not supported; put a value that begins with ! in quotes", at: node.place)
    }
    // Paths and passwords would end there for whoever gets them.
    if node.scalar?.string.unicodeScalars.contains("\0") == true {
      throw StationFileError(.notYAML, "a NUL character (\\0) cannot be in a key or a value", at: node.place)
    }
    switch node {
    case .mapping(let pairs):
      for (key, value) in pairs {
        try refuseSpecials(key)
        try refuseSpecials(value)
      }
    case .sequence(let nodes): for node in nodes { try refuseSpecials(node) }
    default: break
    }
  }

  private static func explained(_ error: any Error) -> StationFileError {
    guard let error = error as? YamlError else {
      return StationFileError(.notYAML, "it is not YAML: \(error)")
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return StationFileError(
        .notYAML,
        "it is not YAML: \(problem); check the indentation and put values with special characters in quotes",
        at: mark.place)
    case .duplicatedKeysInMapping(let keys, let context):
      let names = keys.map { "\"\($0)\"" }.joinedNames()
      return StationFileError(.notYAML, "\(names) is there twice; keep one", at: context.mark.place)
    case .reader(_, _, let value, let text):
      return StationFileError(
        .notYAML, "it is not YAML: the control character U+\(hexadecimal(value)) is in it; take it out",
        at: text.unicodeScalars.firstIndex { $0.value == UInt32(bitPattern: value) }.map {
          place(of: $0, in: text)
        })
    default: return StationFileError(.notYAML, "it is not YAML")
    }
  }

  private static func hexadecimal(_ value: Int32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func place(of index: String.Index, in text: String) -> StationFileError.Place {
    let lines = text[..<index].split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return StationFileError.Place(line: lines.count, column: (lines.last?.unicodeScalars.count ?? 0) + 1)
  }
}

extension Mark {
  /// The place.
  var place: StationFileError.Place { StationFileError.Place(line: line, column: column) }
}

extension Node {
  /// Where it begins.
  var place: StationFileError.Place? { mark?.place }

  /// What it is, for messages.
  var kindName: String {
    switch self {
    case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "a value"
    case .mapping: "a mapping of keys"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }
}
