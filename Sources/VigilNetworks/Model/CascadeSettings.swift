public import VigilCore
public import VigilPreprocessing

/// When a model extracts all crops of a snippet, and what that was found for.
public struct CascadeSettings: Hashable, Sendable, Codable {
  /// The score of the centre crop from which on all crops are extracted: 0 to 1.
  public var bound: Double
  /// The preprocessing whose crops it is for, such as `rtfm/10`.
  public var preprocessing: Preprocessing
  /// The SHA-256 of the extractor's weights; absent for weights that never were a file.
  public var extractor: String?
  /// The threshold that formed events.
  public var threshold: Double
  /// The hysteresis that formed events.
  public var hysteresis: Double
  /// Window of the centre crop, in snippets.
  public var window: Int
  /// How the scores were computed; absent in manifests that do not say.
  public var mode: DetectionMode?
  /// Snippets in the footage.
  public var footageSnippets: Int

  private enum CodingKeys: String, CodingKey {
    case bound, preprocessing, extractor, threshold, hysteresis, window, mode
    case footageSnippets = "footage_snippets"
  }

  private enum FormerKeys: String, CodingKey { case preprocessing = "recipe" }

  /// Reads settings; the key `preprocessing` was once `recipe`.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let former = try decoder.container(keyedBy: FormerKeys.self)
    bound = try values.decode(Double.self, forKey: .bound)
    preprocessing =
      try former.decodeIfPresent(Preprocessing.self, forKey: .preprocessing)
      ?? values.decode(Preprocessing.self, forKey: .preprocessing)
    extractor = try values.decodeIfPresent(String.self, forKey: .extractor)
    threshold = try values.decode(Double.self, forKey: .threshold)
    hysteresis = try values.decode(Double.self, forKey: .hysteresis)
    window = try values.decode(Int.self, forKey: .window)
    mode = try values.decodeIfPresent(DetectionMode.self, forKey: .mode)
    footageSnippets = try values.decode(Int.self, forKey: .footageSnippets)
  }

  /// Makes settings.
  public init(
    bound: Double, preprocessing: Preprocessing, extractor: String?, threshold: Double, hysteresis: Double,
    window: Int,
    mode: DetectionMode?, footageSnippets: Int
  ) {
    self.bound = bound
    self.preprocessing = preprocessing
    self.extractor = extractor
    self.threshold = threshold
    self.hysteresis = hysteresis
    self.window = window
    self.mode = mode
    self.footageSnippets = footageSnippets
  }
}
