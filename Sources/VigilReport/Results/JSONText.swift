import Foundation

/// JSON written piece by piece, so that a file of millions of rows is never in memory as a value.
///
/// Keys keep the order in which they are given, and numbers have the fewest digits that read back as the
/// same number: the same input gives the same bytes.
enum JSONText {
  /// A quoted string.
  static func string(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// A number, or `null` if it is non-finite.
  static func number(_ value: Double) -> String { value.isFinite ? value.description : "null" }

  /// A number, or `null` if it is non-finite.
  static func number(_ value: Float) -> String { value.isFinite ? value.description : "null" }

  /// A moment in UTC, to the millisecond: `"2026-03-01T12:00:00.250Z"`.
  static func date(_ value: Date) -> String { string(value.formatted(dateStyle)) }

  /// How moments are written and read.
  static let dateStyle = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  /// An array of values that are already JSON.
  static func array(_ values: some Sequence<String>) -> String {
    "[" + values.joined(separator: ",") + "]"
  }

  /// An object of values that are already JSON, in the given order.
  static func object(_ fields: [(key: String, value: String)]) -> String {
    "{" + fields.map { string($0.key) + ":" + $0.value }.joined(separator: ",") + "}"
  }
}
