import Foundation

/// A part of a JSON text.
indirect enum JSONPart: Sendable, Codable {
  case text(String)
  case number(Double)
  case flag(Bool)
  case nothing
  case list([JSONPart])
  case object([String: JSONPart])

  /// Reads an object or a list; nil for anything else.
  init?(_ text: String) {
    guard let part = try? JSONDecoder().decode(JSONPart.self, from: Data(text.utf8)) else { return nil }
    switch part {
    case .list, .object: self = part
    case .text, .number, .flag, .nothing: return nil
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .nothing
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONPart].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONPart].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let value): try container.encode(value)
    case .number(let value):
      // Whole numbers as such: some receivers refuse 5.0.
      if let whole = Int64(exactly: value) {
        try container.encode(whole)
      } else {
        try container.encode(value)
      }
    case .flag(let value): try container.encode(value)
    case .nothing: try container.encodeNil()
    case .list(let values): try container.encode(values)
    case .object(let values): try container.encode(values)
    }
  }

  /// Each text that is a value.
  func eachText(_ body: (String) throws(SettingMistake) -> Void) throws(SettingMistake) {
    switch self {
    case .text(let text): try body(text)
    case .number, .flag, .nothing: break
    case .list(let parts): for part in parts { try part.eachText(body) }
    case .object(let parts): for part in parts.values { try part.eachText(body) }
    }
  }

  /// The same with each text that is a value replaced.
  func map(_ change: (String) -> JSONPart) -> JSONPart {
    switch self {
    case .text(let text): change(text)
    case .number, .flag, .nothing: self
    case .list(let parts): .list(parts.map { $0.map(change) })
    case .object(let parts): .object(parts.mapValues { $0.map(change) })
    }
  }

  /// As UTF-8, the same each time.
  var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Only a number that is none cannot be encoded, and JSON has none.
    return Array((try? encoder.encode(self)) ?? Data())
  }
}
