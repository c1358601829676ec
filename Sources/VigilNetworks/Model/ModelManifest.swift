/// The content of `manifest.json` in a model folder.
public struct ModelManifest: Hashable, Sendable {
  /// The version of the format that this library writes; older ones are read, newer ones refused.
  public static let currentFormat = 1

  /// The source of weights.
  public struct Source: Hashable, Sendable, Codable {
    /// The name of the checkpoint, without its folder.
    public var file: String
    /// The SHA-256 of the checkpoint in hexadecimal digits.
    public var sha256: String
    /// What kind of file it was, such as `torchZip`.
    public var container: String

    /// Makes a source.
    public init(file: String, sha256: String, container: String) {
      self.file = file
      self.sha256 = sha256
      self.container = container
    }
  }

  /// One network of a model.
  public struct Entry: Hashable, Sendable {
    /// The network and its size.
    public var architecture: Architecture
    /// The name of its file of weights in the folder.
    public var file: String
    /// The SHA-256 of that file in 64 lower-case hexadecimal digits.
    public var sha256: String
    /// The number of trainable parameters.
    public var parameters: Int
    /// The source of the weights; absent if they were trained here.
    public var source: Source?
    /// How the network is quantised to 8-bit integers; absent for one in floats.
    public var quantization: Quantization?
    /// How the weights were trained; absent if they were not trained here.
    public var training: TrainingProvenance?
  }

  /// The version of the format.
  public var format: Int
  /// An extractor, a detector or both.
  public var networks: [Entry]
  /// The settings.
  public var settings: ModelSettings

  /// The network with a role, if the model has one.
  public subscript(role: Architecture.Role) -> Entry? {
    networks.first { $0.architecture.role == role }
  }
}

extension ModelManifest.Entry {
  /// The network at its usual input sizes, as its weights file has it: in 8-bit integers if it is quantised.
  ///
  /// - Throws: `badManifest` if the quantisation is for another network.
  public func graph() throws(NetworksError) -> Graph { try quantized(architecture.graph) }

  /// The extractor for snippets of a given size, as in `graph()`.
  ///
  /// - Throws: as `Architecture.extractorGraph` and `graph()` do.
  public func extractorGraph(
    frames: Int? = nil, frameHeight: Int, frameWidth: Int
  ) throws(NetworksError) -> Graph {
    try quantized(
      architecture.extractorGraph(frames: frames, frameHeight: frameHeight, frameWidth: frameWidth))
  }

  private func quantized(_ graph: Graph) throws(NetworksError) -> Graph {
    guard let quantization else { return graph }
    return try graph.quantized(by: quantization)
  }
}

extension ModelManifest: Codable {
  private enum CodingKeys: CodingKey {
    case format, networks
  }

  /// Reads the output of `encode(to:)`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    format = try container.decode(Int.self, forKey: .format)
    networks = try container.decode([Entry].self, forKey: .networks)
    settings = try ModelSettings(from: decoder)
  }

  /// Writes one flat object.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(format, forKey: .format)
    try container.encode(networks, forKey: .networks)
    try settings.encode(to: encoder)
  }
}

extension ModelManifest.Entry: Codable {
  private enum CodingKeys: CodingKey {
    case role, file, sha256, parameters, source, quantization, training
  }

  /// Reads the output of `encode(to:)`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    architecture = try Architecture(from: decoder)
    let role = try container.decode(Architecture.Role.self, forKey: .role)
    guard role == architecture.role else {
      throw NetworksError(
        .badManifest, "\(architecture.identifier) is not a network for the role of \(role.rawValue)")
    }
    file = try container.decode(String.self, forKey: .file)
    sha256 = try container.decode(String.self, forKey: .sha256)
    parameters = try container.decode(Int.self, forKey: .parameters)
    source = try container.decodeIfPresent(ModelManifest.Source.self, forKey: .source)
    quantization = try container.decodeIfPresent(Quantization.self, forKey: .quantization)
    training = try container.decodeIfPresent(TrainingProvenance.self, forKey: .training)
  }

  /// Writes one flat object with the role and the architecture's name and size.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(architecture.role, forKey: .role)
    try architecture.encode(to: encoder)
    try container.encode(file, forKey: .file)
    try container.encode(sha256, forKey: .sha256)
    try container.encode(parameters, forKey: .parameters)
    try container.encodeIfPresent(source, forKey: .source)
    try container.encodeIfPresent(quantization, forKey: .quantization)
    try container.encodeIfPresent(training, forKey: .training)
  }
}
