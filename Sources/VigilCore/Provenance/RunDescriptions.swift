/// The preprocessing of the frames.
public struct PreprocessingDescription: Hashable, Sendable, Codable {
  /// The preset's name.
  public var name: String
  /// The crops per snippet.
  public var crops: Int

  /// Makes a description.
  public init(name: String, crops: Int) {
    self.name = name
    self.crops = crops
  }
}

/// The inference engine.
public struct EngineDescription: Hashable, Sendable, Codable {
  /// The engine's name.
  public var name: String
  /// The engine's version, as it says itself.
  public var version: String
  /// The device it computed on, such as `cpu` or `NVIDIA H100`; nil in results of versions that did not record it.
  public var device: String?

  /// Makes a description.
  public init(name: String, version: String, device: String? = nil) {
    self.name = name
    self.version = version
    self.device = device
  }

  /// One line for people, such as `LibTorch 1.13.1 on cpu`.
  public var line: String { "\(name) \(version)" + (device.map { " on \($0)" } ?? "") }
}

/// Whether scores saw the future of the video.
public struct DetectionDescription: Hashable, Sendable, Codable {
  /// How scores were made.
  public var mode: DetectionMode
  /// The snippets that the detector saw at once; nil when it saw the whole video.
  public var windowSnippets: Int?
  /// Which snippets got all their crops; nil when all did.
  public var cascade: CascadeDescription?

  private enum CodingKeys: String, CodingKey {
    case mode, cascade
    case windowSnippets = "window_snippets"
  }

  /// Makes a description.
  public init(mode: DetectionMode, windowSnippets: Int?, cascade: CascadeDescription? = nil) {
    self.mode = mode
    self.windowSnippets = windowSnippets
    self.cascade = cascade
  }
}

/// Which snippets got all their crops; the others have copies of the centre crop's features in their place.
public struct CascadeDescription: Hashable, Sendable, Codable {
  /// The score of the centre crop, in an online window, from which on a snippet got all its crops.
  public var bound: Double
  /// Where the bound came from.
  public var source: String

  /// Makes a description.
  public init(bound: Double, source: String) {
    self.bound = bound
    self.source = source
  }
}
