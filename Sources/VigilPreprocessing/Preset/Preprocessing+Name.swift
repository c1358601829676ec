extension Preprocessing: CustomStringConvertible, Codable {
  /// The provenance, `PRESET/CROPS`, such as `rtfm/10`.
  public var name: String { "\(preset.rawValue)/\(crops.rawValue)" }

  /// The name.
  public var description: String { name }

  /// The preprocessing of a name such as `rtfm/10`.
  ///
  /// - Throws: `unknownPreprocessing` for any other text.
  public init(name: String) throws(PreprocessingError) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let preset = Preset(rawValue: String(parts[0])),
      let count = Int(parts[1]), let crops = CropCount(rawValue: count), String(count) == parts[1]
    else {
      let presets = Preset.allCases.map(\.rawValue).joined(separator: ", ")
      throw PreprocessingError(
        .unknownPreprocessing,
        "\"\(name)\" is not a preprocessing; write a preset (\(presets)) and 1, 5 or 10 crops, "
          + "such as rtfm/10")
    }
    self.init(preset, crops: crops)
  }

  /// Reads the name.
  public init(from decoder: any Decoder) throws {
    try self.init(name: decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
