/// One network of a run and the weights it had.
public struct NetworkDescription: Hashable, Sendable, Codable {
  /// Its role: `extractor` or `detector`.
  public var role: String
  /// Its architecture, such as `i3d-resnet50-nonlocal`.
  public var architecture: String
  /// The arithmetic it ran in, such as `fp32` or `int8`.
  public var precision: String
  /// The name of its weights.
  public var weights: String
  /// The SHA-256 of the weights, in hexadecimal; nil for weights that never were a file.
  public var sha256: String?
  /// Whether the weights were trained; false for computed test weights.
  public var isTrained: Bool

  private enum CodingKeys: String, CodingKey {
    case role, architecture, precision, weights, sha256
    case isTrained = "is_trained"
  }

  /// Makes a description.
  public init(
    role: String, architecture: String, precision: String, weights: String, sha256: String?, isTrained: Bool
  ) {
    self.role = role
    self.architecture = architecture
    self.precision = precision
    self.weights = weights
    self.sha256 = sha256
    self.isTrained = isTrained
  }
}
