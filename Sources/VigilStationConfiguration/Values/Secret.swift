import Foundation

/// A user or a password, as it is in the file or by the name of what holds it: `${DOOR_PASSWORD}`.
///
/// No text, no error and no dump of a secret shows it.
public struct Secret: SettingValue, CustomStringConvertible, CustomReflectable {
  /// The names in it and the texts between them.
  fileprivate enum Part: Hashable { case text(String), name(String) }
  fileprivate let parts: [Part]

  /// Reads a text in which `${NAME}` stands for what NAME holds.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> Secret {
    let text: String
    do { text = try written.text(meaning) } catch {
      // A mistake may not repeat what was written.
      throw SettingMistake(error.reason.hasPrefix("has no value") ? error.reason : "is not \(meaning)")
    }
    var parts: [Part] = []
    var rest = text[...]
    while let start = rest.firstRange(of: "${") {
      guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
      let name = String(rest[start.upperBound..<end])
      guard name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_.-]*/) != nil else {
        throw SettingMistake("has a name in ${…} with other letters than A-Z, a-z, 0-9 and _ . -")
      }
      if start.lowerBound > rest.startIndex { parts.append(.text(String(rest[..<start.lowerBound]))) }
      parts.append(.name(name))
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    return Secret(parts: parts)
  }

  /// The names that it refers to.
  public var names: [String] { parts.compactMap { if case .name(let name) = $0 { name } else { nil } } }

  /// What it is, with names replaced by what they hold.
  ///
  /// - Throws: `SettingMistake` if a name is nowhere.
  public func revealed(by keys: SecretSource) throws(SettingMistake) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .text(let part): text += part
      case .name(let name):
        guard let value = keys.value(name) else {
          throw SettingMistake(
            "refers to ${\(name)}, which is neither a systemd credential nor in the environment; "
              + "set it, or add LoadCredential=\(name):FILE to the unit")
        }
        text += value
      }
    }
    return text
  }

  /// Only that it is there.
  public var written: String { "***" }
  /// Only that it is there.
  public var description: String { "***" }
  /// Only that it is there.
  public var customMirror: Mirror { Mirror(self, children: []) }
  /// `a text, or ${NAME} …`.
  public static var meaning: String { "a text, or ${NAME} of a systemd credential or of the environment" }
  /// A string.
  public static var schema: [String: SchemaValue] { ["type": .text("string")] }
}

/// Where the names in secrets are looked up: systemd's folder of credentials, then the environment.
public struct SecretSource: Sendable {
  private let environment: [String: String]

  /// The longest credential that is read, in bytes.
  private static let longest = 4096

  /// Looks up names in an environment, of which `CREDENTIALS_DIRECTORY` names systemd's folder.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    self.environment = environment
  }

  /// What a name holds, the first line of it; nil if it is nowhere.
  func value(_ name: String) -> String? {
    if let folder = environment["CREDENTIALS_DIRECTORY"],
      let file = try? FileHandle(forReadingFrom: URL(filePath: folder).appending(path: name)),
      let bytes = try? file.read(upToCount: Self.longest), let text = String(data: bytes, encoding: .utf8)
    {
      return String(text.prefix { !$0.isNewline })
    }
    return environment[name]
  }
}
