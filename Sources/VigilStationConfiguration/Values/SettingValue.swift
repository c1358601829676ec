/// A value that a key of the station's file can have.
///
/// A conforming type says how it is written, so that pages, schemas and messages can.
public protocol SettingValue: Hashable, Sendable {
  /// Reads what is written in the file.
  ///
  /// - Throws: `SettingMistake`, whose reason completes "KEY …": `is "fast", not a number`.
  static func read(_ written: WrittenValue) throws(SettingMistake) -> Self
  /// How it is written in the file; never a secret.
  var written: String { get }
  /// All of it, exactly, for digests; a secret as its digest.
  var fingerprint: String { get }
  /// What its keys may hold, for people: `a number`.
  static var meaning: String { get }
  /// The same as a JSON Schema (draft 2020-12).
  static var schema: [String: SchemaValue] { get }
}

extension SettingValue {
  /// As it is written.
  public var fingerprint: String { written }
}

/// A value that a key cannot have, and why.
public struct SettingMistake: Error, Hashable, Sendable {
  /// Completes "KEY …".
  public var reason: String
  /// The kind of mistake.
  public var code: StationFileError.Code
  /// Which value of a list it is, from 0, and of a list within; empty for the value as a whole.
  var position: [Int] = []

  /// Makes a mistake.
  public init(_ reason: String, code: StationFileError.Code = .wrongValue) {
    (self.reason, self.code) = (reason, code)
  }
}

/// What is written after a key: a text or a list of such.
public enum WrittenValue: Hashable, Sendable {
  /// A value, as it is in the file without its quotes.
  case text(String)
  /// A value with `${NAME}` in it, which was replaced by what NAME holds.
  case revealed(String, names: [String])
  /// The same where nobody has looked what NAME holds: it stands for itself.
  case hidden(String, names: [String])
  /// A list.
  case list([WrittenValue])

  /// The text.
  ///
  /// - Throws: `SettingMistake` for a list, or nothing.
  func text(_ meaning: String) throws(SettingMistake) -> String {
    switch self {
    case .text(""): throw SettingMistake("has no value; write \(meaning), or leave the key out")
    case .text(let text): return text
    case .revealed, .hidden:
      throw SettingMistake(
        "refers to a name by ${…}; only user, password, metrics_token, heartbeat, and url, token and secrets of notify can"
      )
    case .list: throw SettingMistake("is a list, not \(meaning)")
    }
  }

  /// The list; a single value is a list of one.
  func list() -> [WrittenValue] {
    switch self {
    case .text(""): []
    case .text, .revealed, .hidden: [self]
    case .list(let values): values
    }
  }
}

extension [WrittenValue] {
  /// Reads each value; a mistake tells which.
  func reading<Value>(
    _ read: (WrittenValue) throws(SettingMistake) -> Value
  ) throws(SettingMistake) -> [Value] {
    var values: [Value] = []
    for (index, value) in enumerated() {
      do throws(SettingMistake) {
        values.append(try read(value))
      } catch {
        var mistake = error
        mistake.position.insert(index, at: 0)
        throw mistake
      }
    }
    return values
  }
}

/// A value of a JSON Schema.
public indirect enum SchemaValue: Hashable, Sendable, Encodable {
  /// A text.
  case text(String)
  /// A number.
  case number(Double)
  /// A truth value.
  case flag(Bool)
  /// A list.
  case list([SchemaValue])
  /// An object.
  case object([String: SchemaValue])

  /// Writes the value itself.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .flag(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    case .object(let values): try container.encode(values)
    }
  }
}
