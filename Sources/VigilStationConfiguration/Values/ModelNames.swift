import Foundation

/// The model of a camera: one folder or installed model with extractor and detector, or the extractor's and the detector's.
public struct ModelNames: SettingValue, ExpressibleByStringLiteral {
  /// One or two names, the extractor's first.
  public private(set) var names: [String]

  /// One model.
  public init(_ name: String) { names = [name] }
  /// One model.
  public init(stringLiteral name: String) { names = [name] }
  /// An extractor and a detector.
  public init(extractor: String, detector: String) { names = [extractor, detector] }

  /// The same, paths that are relative taken from a folder; names of installed models stay as they are.
  func resolved(in folder: URL) -> ModelNames {
    var resolved = self
    resolved.names = names.map { $0.contains("/") ? URL(filePath: $0, relativeTo: folder).path : $0 }
    return resolved
  }

  /// Reads one name or two.
  public static func read(_ written: WrittenValue) throws(SettingMistake) -> ModelNames {
    guard case .list(let values) = written else { return ModelNames(try written.text(meaning)) }
    guard values.count == 2 else {
      throw SettingMistake("is a list of \(values.count), not \(meaning)")
    }
    return ModelNames(extractor: try values[0].text(meaning), detector: try values[1].text(meaning))
  }
  /// The name, or both in brackets.
  public var written: String { names.count == 1 ? names[0].written : names.written }
  /// `a model, or …`.
  public static var meaning: String {
    "a model, or a list of two: that of the extractor and that of the detector"
  }
  /// A text or two.
  public static var schema: [String: SchemaValue] {
    let name: [String: SchemaValue] = ["type": .text("string"), "minLength": .number(1)]
    let two: [String: SchemaValue] = [
      "type": .text("array"), "items": .object(name), "minItems": .number(2), "maxItems": .number(2),
    ]
    return ["anyOf": .list([.object(name), .object(two)])]
  }
}
