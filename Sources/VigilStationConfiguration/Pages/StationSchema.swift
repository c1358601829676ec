import Foundation

/// The station's file as a JSON Schema (draft 2020-12), by which editors complete and check it.
public enum StationSchema {
  /// The schema, as JSON.
  public static func json() -> String {
    let camera = properties(CameraSettings.keys)
    let shared = properties(CameraSettings.keys.filter(\.isShared))
    let station = properties(StationSettings.keys)
    let cameras: [String: SchemaValue] = [
      "type": .text("object"), "minProperties": .number(1),
      "propertyNames": .object(["pattern": .text("^[a-z0-9][a-z0-9_-]{0,62}$")]),
      "additionalProperties": .object([
        "type": .text("object"), "additionalProperties": .flag(false), "properties": .object(camera),
        "required": .list(CameraSettings.keys.filter(\.isRequired).map { .text($0.name) }),
      ]),
    ]
    let channels: [String: SchemaValue] = [
      "type": .text("object"), "minProperties": .number(1),
      "propertyNames": .object(["pattern": .text("^[a-z0-9][a-z0-9_-]{0,62}$")]),
      "additionalProperties": .object([
        "type": .text("object"), "additionalProperties": .flag(false),
        "properties": .object(properties(ChannelSettings.keys)),
        "oneOf": .list(["url", "command"].map { .object(["required": .list([.text($0)])]) }),
      ]),
    ]
    let sections: [String: SchemaValue] = ["cameras": .object(cameras), "notify": .object(channels)]
    let schema: [String: SchemaValue] = [
      "$schema": .text("https://json-schema.org/draft/2020-12/schema"),
      "title": .text("A station of Vigil"), "type": .text("object"), "additionalProperties": .flag(false),
      "required": .list([.text("cameras")]),
      "properties": .object(
        station.merging(shared) { own, _ in own }.merging(sections) { own, _ in own }),
    ]
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    // Values of these types can always be encoded.
    let data = (try? encoder.encode(SchemaValue.object(schema))) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }

  private static func properties<Settings>(_ keys: [SettingKey<Settings>]) -> [String: SchemaValue] {
    Dictionary(
      uniqueKeysWithValues: keys.map { key in
        (key.name, .object(key.schema.merging(["description": .text(key.meaning)]) { own, _ in own }))
      })
  }
}
