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
  /// The name of the preset that the weights were trained with.
  public var preset: String
  /// How many crops of a frame are scored: 1 to 64.
  public var crops: Int
  /// The number format of the networks.
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

  /// Makes settings; the default threshold is the seed paper's.
  public init(
    name: String, preset: String, crops: Int, precision: Precision = .fp32, licence: String? = nil,
    threshold: Double = 0.7, calibration: [String: Double]? = nil, cascade: CascadeSettings? = nil,
    createdBy: String
  ) {
    self.name = name
    self.preset = preset
    self.crops = crops
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
      preset: container.decode(String.self, forKey: .preset),
      crops: container.decode(Int.self, forKey: .crops),
      precision: container.decodeIfPresent(Precision.self, forKey: .precision) ?? .fp32,
      licence: container.decodeIfPresent(String.self, forKey: .licence),
      threshold: container.decodeIfPresent(Double.self, forKey: .threshold) ?? 0.7,
      calibration: container.decodeIfPresent([String: Double].self, forKey: .calibration),
      cascade: container.decodeIfPresent(CascadeSettings.self, forKey: .cascade),
      createdBy: container.decode(String.self, forKey: .createdBy))
  }
}
