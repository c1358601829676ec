public import VigilCore
public import VigilPreprocessing

/// How a model is used, and its licence.
public struct ModelSettings: Hashable, Sendable, Codable {
  /// The number format of a network.
  public enum Precision: String, Hashable, Sendable, Codable, CaseIterable {
    /// 32-bit floats.
    case fp32
    /// 16-bit floats.
    case fp16
    /// 8-bit integers.
    case int8
  }

  /// The name of the model.
  public var name: String
  /// The preprocessing that the weights were trained with; `preset` and `crops` in the manifest.
  public var preprocessing: Preprocessing
  /// The number format that the networks compute in.
  public var precision: Precision
  /// The licence of the weights, such as `CC-BY-NC-4.0`; absent if unknown.
  public var licence: String?
  /// The score from which a snippet counts as abnormal: 0 to 1.
  public var threshold: Double
  /// Measurements made to set the model up, by name; absent if there were none.
  public var calibration: [String: Double]?
  /// When all crops of a snippet are extracted; absent if no cascade was calibrated.
  public var cascade: CascadeSettings?
  /// The program that made the folder, with its version.
  public var createdBy: String

  /// Describes a model that this version of Vigil makes; the threshold is the seed paper's.
  public init(
    name: String, preprocessing: Preprocessing, precision: Precision = .fp32, licence: String? = nil,
    threshold: Double = 0.7, calibration: [String: Double]? = nil, cascade: CascadeSettings? = nil,
    createdBy: String = "vigil \(VigilVersion.current)"
  ) {
    self.name = name
    self.preprocessing = preprocessing
    self.precision = precision
    self.licence = licence
    self.threshold = threshold
    self.calibration = calibration
    self.cascade = cascade
    self.createdBy = createdBy
  }

  /// Reads settings; the precision is fp32 and the threshold 0.7 unless given.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      name: container.decode(String.self, forKey: .name),
      preprocessing: Self.preprocessing(in: container),
      precision: container.decodeIfPresent(Precision.self, forKey: .precision) ?? .fp32,
      licence: container.decodeIfPresent(String.self, forKey: .licence),
      threshold: container.decodeIfPresent(Double.self, forKey: .threshold) ?? 0.7,
      calibration: container.decodeIfPresent([String: Double].self, forKey: .calibration),
      cascade: container.decodeIfPresent(CascadeSettings.self, forKey: .cascade),
      createdBy: container.decode(String.self, forKey: .createdBy))
  }

  /// Writes settings as manifests have them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(preprocessing.preset, forKey: .preset)
    try container.encode(preprocessing.crops, forKey: .crops)
    try container.encode(precision, forKey: .precision)
    try container.encodeIfPresent(licence, forKey: .licence)
    try container.encode(threshold, forKey: .threshold)
    try container.encodeIfPresent(calibration, forKey: .calibration)
    try container.encodeIfPresent(cascade, forKey: .cascade)
    try container.encode(createdBy, forKey: .createdBy)
  }

  private enum CodingKeys: String, CodingKey {
    case name, preset, crops, precision, licence, threshold, calibration, cascade, createdBy
  }

  private static func preprocessing(in container: KeyedDecodingContainer<CodingKeys>) throws -> Preprocessing
  {
    let name = try container.decode(String.self, forKey: .preset)
    guard let preset = Preset(rawValue: name) else {
      let known = Preset.allCases.map(\.rawValue).joined(separator: ", ")
      throw NetworksError(.badManifest, "its preset is \(name), this program knows \(known); is it newer?")
    }
    let count = try container.decode(Int.self, forKey: .crops)
    guard let crops = CropCount(rawValue: count) else {
      throw NetworksError(.badManifest, "crops must be 1, 5 or 10, not \(count)")
    }
    return Preprocessing(preset, crops: crops)
  }
}
