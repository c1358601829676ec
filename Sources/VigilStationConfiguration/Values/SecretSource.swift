import Foundation

/// Where the names in secrets are looked up: systemd's folder of credentials, then the environment.
public struct SecretSource: Sendable {
  private let environment: [String: String]
  private var isIndifferent = false

  /// The longest credential that is read, in bytes.
  private static let longest = 4096

  /// Looks up names in the environment of this process.
  public init() { self.init(environment: ProcessInfo.processInfo.environment) }

  /// Looks up names in an environment, of which `CREDENTIALS_DIRECTORY` names systemd's folder.
  public init(environment: [String: String]) { self.environment = environment }

  /// Every name holds itself: to read a file for what is not secret in it, where its secrets are not at hand.
  public static var indifferent: SecretSource {
    var source = SecretSource(environment: [:])
    source.isIndifferent = true
    return source
  }

  /// What a name holds, the first line of it; nil if it is nowhere, or empty.
  ///
  /// A credential that is there but cannot be read does not fall back to the environment.
  private func value(_ name: String) -> String? {
    if isIndifferent { return name }
    var value = environment[name]
    if let folder = environment["CREDENTIALS_DIRECTORY"] {
      let file = URL(filePath: folder).appending(path: name)
      if FileManager.default.fileExists(atPath: file.path) { value = Self.firstLine(of: file) }
    }
    return value?.isEmpty == false ? value : nil
  }

  private static func firstLine(of file: URL) -> String? {
    guard let handle = try? FileHandle(forReadingFrom: file),
      let bytes = try? handle.read(upToCount: longest + 1), bytes.count <= longest,
      let text = String(data: bytes, encoding: .utf8)
    else { return nil }
    return String(text.prefix { !$0.isNewline })
  }

  /// A text in which every `${NAME}` is replaced by what NAME holds.
  ///
  /// - Throws: `SettingMistake` for a name that is nowhere or is no name; it never repeats what a name holds.
  func reveal(_ text: String) throws(SettingMistake) -> WrittenValue {
    guard text.contains("${") else { return .text(text) }
    var (whole, names) = ("", [String]())
    var rest = text[...]
    while let start = rest.firstRange(of: "${") {
      whole += rest[..<start.lowerBound]
      guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
        throw SettingMistake("has ${ without }; a secret that holds ${ can only be given by a name")
      }
      let name = String(rest[start.upperBound..<end])
      guard name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_.-]{0,127}/) != nil else {
        throw SettingMistake("has a name in ${…} with other letters than A-Z, a-z, 0-9 and _ . -")
      }
      guard let value = value(name) else {
        throw SettingMistake(
          "refers to ${\(name)}, which is neither a systemd credential nor in the environment, or is empty; "
            + "set it, or add LoadCredential=\(name):FILE to the unit", code: .missingSecret)
      }
      guard !value.unicodeScalars.contains("\0") else {
        throw SettingMistake(
          "refers to ${\(name)}, which holds a NUL character; give it as a line of text")
      }
      whole += value
      names.append(name)
      rest = rest[rest.index(after: end)...]
    }
    return isIndifferent ? .hidden(whole + rest, names: names) : .revealed(whole + rest, names: names)
  }
}
