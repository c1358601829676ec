public import VigilCore
public import VigilPreprocessing

/// When a model extracts all crops of a snippet, and what that was found for.
public struct CascadeSettings: Hashable, Sendable, Codable {
  /// The score of the centre crop from which on all crops are extracted: 0 to 1.
  public var bound: Double
  /// The preprocessing whose crops it is for; `recipe` in manifests, such as `rtfm/10`.
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
    case bound, extractor, threshold, hysteresis, window, mode
    case preprocessing = "recipe"
    case footageSnippets = "footage_snippets"
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
