public import Foundation
public import VigilCore

/// The provenance of a feature file, kept as JSON beside it.
public struct FeatureProvenance: Codable, Hashable, Sendable {
  /// How features are made, which determines the numbers: features that differ here must not be mixed.
  public struct Method: Codable, Hashable, Sendable, CustomStringConvertible {
    /// Preset and crops, such as `rtfm/10`.
    public var preprocessing: String
    /// The extractor's architecture.
    public var extractor: String
    /// The SHA-256 of its weights, or the name of weights that never were a file.
    public var weights: String
    /// The number format it computed in.
    public var precision: String

    private enum CodingKeys: String, CodingKey { case preprocessing, extractor, weights, precision }
    private enum FormerKeys: String, CodingKey { case preprocessing = "clips" }

    /// Reads a method; the key `preprocessing` was once `clips`.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      let former = try decoder.container(keyedBy: FormerKeys.self)
      preprocessing =
        try former.decodeIfPresent(String.self, forKey: .preprocessing)
        ?? values.decode(String.self, forKey: .preprocessing)
      extractor = try values.decode(String.self, forKey: .extractor)
      weights = try values.decode(String.self, forKey: .weights)
      precision = try values.decode(String.self, forKey: .precision)
    }

    /// Names the parts.
    public init(preprocessing: String, extractor: String, weights: String, precision: String) {
      self.preprocessing = preprocessing
      self.extractor = extractor
      self.weights = weights
      self.precision = precision
    }

    /// One line for people.
    public var description: String {
      "\(preprocessing), \(extractor), weights \(weights.prefix(12)), \(precision)"
    }
  }

  /// How they were made.
  public var method: Method
  /// The file the features are of.
  public var video: String
  /// Its size in bytes: a video that was replaced is extracted again.
  public var videoBytes: Int
  /// The frames that were scored, and the snippets that they made.
  public var frames, snippets: Int
  /// [snippets, crops, features].
  public var shape: [Int]
  /// The version of Vigil.
  public var vigil: String
  /// What ran the extractor.
  public var engine: String
  /// What was wrong with the video; nil if nothing was.
  public var faults: SourceFaults?

  private enum CodingKeys: String, CodingKey {
    case method, video, frames, snippets, shape, vigil, engine, faults
    case videoBytes = "video_bytes"
  }

  private enum FormerKeys: String, CodingKey { case method = "recipe" }

  /// Reads a provenance; the key `method` was once `recipe`.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let former = try decoder.container(keyedBy: FormerKeys.self)
    method =
      try former.decodeIfPresent(Method.self, forKey: .method) ?? values.decode(Method.self, forKey: .method)
    video = try values.decode(String.self, forKey: .video)
    videoBytes = try values.decode(Int.self, forKey: .videoBytes)
    frames = try values.decode(Int.self, forKey: .frames)
    snippets = try values.decode(Int.self, forKey: .snippets)
    shape = try values.decode([Int].self, forKey: .shape)
    vigil = try values.decode(String.self, forKey: .vigil)
    engine = try values.decode(String.self, forKey: .engine)
    faults = try values.decodeIfPresent(SourceFaults.self, forKey: .faults)
  }

  /// Describes features that this version of Vigil made.
  public init(
    method: Method, video: String, videoBytes: Int, frames: Int, snippets: Int, shape: [Int], engine: String,
    faults: SourceFaults? = nil
  ) {
    self.method = method
    self.video = video
    self.videoBytes = videoBytes
    self.frames = frames
    self.snippets = snippets
    self.shape = shape
    self.vigil = VigilVersion.current
    self.engine = engine
    self.faults = faults
  }

  /// The provenance beside a feature file, if it can be read.
  public static func beside(_ features: URL) -> FeatureProvenance? {
    (try? Data(contentsOf: file(beside: features))).flatMap { try? JSONDecoder().decode(Self.self, from: $0) }
  }

  /// Writes it beside a feature file.
  ///
  /// - Throws: `CoreError.cannotWrite`.
  public func write(beside features: URL) throws(CoreError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(self) else {
      preconditionFailure("texts and whole numbers can be written as JSON")
    }
    try AtomicFile.write(bytes + Data("\n".utf8), to: Self.file(beside: features))
  }

  private static func file(beside features: URL) -> URL {
    let name = features.deletingPathExtension().lastPathComponent
    return features.deletingLastPathComponent().appending(path: FileName.fitting(name, ".json"))
  }
}
