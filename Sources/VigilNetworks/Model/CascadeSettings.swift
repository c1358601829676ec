/// When a model extracts all crops of a snippet, and what that was found for.
public struct CascadeSettings: Hashable, Sendable, Codable {
  /// When the scores were made that the bound was found with.
  public enum Mode: String, Hashable, Sendable, Codable {
    /// Over whole recordings.
    case offline
    /// Over the window.
    case online
  }

  /// The score of the centre crop from which on all crops are extracted: 0 to 1.
  public var bound: Double
  /// The recipe whose crops it is for, such as `rtfm/10`.
  public var recipe: String
  /// The SHA-256 of the extractor's weights; absent for weights that never were a file.
  public var extractor: String?
  /// The threshold that events were made with.
  public var threshold: Double
  /// The hysteresis that events were made with.
  public var hysteresis: Double
  /// Snippets in the window of the centre crop.
  public var window: Int
  /// When the scores were made; absent in manifests that do not say.
  public var mode: Mode?
  /// Snippets of the footage.
  public var footageSnippets: Int

  private enum CodingKeys: String, CodingKey {
    case bound, recipe, extractor, threshold, hysteresis, window, mode
    case footageSnippets = "footage_snippets"
  }

  /// Describes a cascade.
  public init(
    bound: Double, recipe: String, extractor: String?, threshold: Double, hysteresis: Double, window: Int,
    mode: Mode?, footageSnippets: Int
  ) {
    self.bound = bound
    self.recipe = recipe
    self.extractor = extractor
    self.threshold = threshold
    self.hysteresis = hysteresis
    self.window = window
    self.mode = mode
    self.footageSnippets = footageSnippets
  }
}
