import Foundation

/// A JSON value that has one form only: that of RFC 8785 (JCS), with numbers that any reader agrees on.
indirect enum CanonicalJSON {
  case null
  case bool(Bool)
  case integer(Int64)
  /// Rounded to six decimals and written without an exponent and trailing zeros.
  case decimal(Double)
  case string(String)
  case array([CanonicalJSON])
  case object([String: CanonicalJSON])

  /// The bytes of a file: this value in UTF-8 and one newline.
  var file: [UInt8] {
    var text = ""
    write(to: &text)
    return Array(text.utf8) + [0x0A]
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .decimal(let value): text += Self.decimal(value)
    case .string(let value): Self.write(value, to: &text)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        value.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      // RFC 8785 sorts by UTF-16 code units.
      let keys = members.keys.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
      for (index, key) in keys.enumerated() {
        if index > 0 { text += "," }
        Self.write(key, to: &text)
        text += ":"
        (members[key] ?? .null).write(to: &text)
      }
      text += "}"
    }
  }

  /// A number as `0.25`, `-3` or `12.000001`.
  static func decimal(_ value: Double) -> String {
    // Beyond this, six decimals are not exact; no score and no uptime of a machine comes near.
    let limit = 9e9
    let bounded = value.isNaN ? 0 : min(max(value, -limit), limit)
    let millionths = Int64((bounded * 1e6).rounded())
    let (whole, rest) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    var text = (millionths < 0 ? "-" : "") + String(whole)
    if rest > 0 {
      let digits = String(rest)
      text += "." + String(repeating: "0", count: 6 - digits.count) + digits
      while text.last == "0" { text.removeLast() }
    }
    return text
  }

  private static func write(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\u{8}": text += "\\b"
      case "\t": text += "\\t"
      case "\n": text += "\\n"
      case "\u{C}": text += "\\f"
      case "\r": text += "\\r"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension CanonicalJSON {
  static func optional(_ value: String?) -> CanonicalJSON { value.map(CanonicalJSON.string) ?? .null }
  static func time(_ value: Date?) -> CanonicalJSON { optional(value.map(UTCTime.text)) }
  static func strings(_ values: [String]) -> CanonicalJSON { .array(values.map(CanonicalJSON.string)) }
}
