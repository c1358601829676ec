import Yams

/// Reads keys of a mapping into settings.
struct SettingReader<Settings: Sendable> {
  var keys: [SettingKey<Settings>]
  /// Names that are no keys of these settings, but may stand beside them.
  var others: Set<String> = []
  /// Names that are keys elsewhere, and where.
  var elsewhere: (names: Set<String>, place: String)
  /// What the mapping belongs to, for messages: `camera "door"`.
  var owner: String
  /// Where `${NAME}` is looked up.
  var secrets: SecretSource

  /// Reads all keys; mistakes are collected, so that one look mends them all.
  func read(
    _ mapping: Node.Mapping, into settings: inout Settings, places: inout [String: StationFileError.Place]
  ) -> [StationFileError] {
    var mistakes: [StationFileError] = []
    for (name, value) in mapping {
      guard case .scalar(let scalar) = name else {
        mistakes.append(
          StationFileError(.unknownKey, "a key is \(name.kindName), not a name", at: name.place))
        continue
      }
      guard !others.contains(scalar.string) else { continue }
      guard let key = keys.first(where: { $0.name == scalar.string }) else {
        let near =
          elsewhere.names.contains(scalar.string)
          ? "; it belongs \(elsewhere.place)"
          : NearName.suggestion(for: scalar.string, among: keys.map(\.name) + others)
        mistakes.append(
          StationFileError(.unknownKey, "\(owner) has no key \"\(scalar.string)\"\(near)", at: name.place))
        continue
      }
      places[key.name] = value.place ?? name.place
      do throws(SettingMistake) {
        try key.read(try WrittenValue(value, secrets: secrets), &settings)
      } catch {
        let place = value.scalar?.string.isEmpty == true ? name.place : value.place(of: error.position)
        mistakes.append(StationFileError(error.code, "\(key.name) \(error.reason)", at: place))
      }
    }
    return mistakes
  }
}

extension Node {
  /// Where a value of a list begins, and of a list within.
  fileprivate func place(of position: [Int]) -> StationFileError.Place? {
    guard let index = position.first, case .sequence(let nodes) = self, nodes.indices.contains(index) else {
      return place
    }
    return nodes[index].place(of: Array(position.dropFirst()))
  }
}

extension WrittenValue {
  /// What is written in a file.
  init(_ node: Node, secrets: SecretSource) throws(SettingMistake) {
    switch node {
    case .scalar(let scalar):
      // `~` and nothing are nothing, unless they are in quotes.
      let isNothing = scalar.style == .plain && ["~", "null"].contains(scalar.string)
      self = isNothing ? .text("") : try secrets.reveal(scalar.string)
    case .sequence(let nodes):
      self = .list(
        try nodes.map { (node) throws(SettingMistake) in try WrittenValue(node, secrets: secrets) })
    case .mapping: throw SettingMistake("is a mapping of keys, not a value")
    case .alias: throw SettingMistake("is an alias, not a value")
    }
  }
}
