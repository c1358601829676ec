/// When a model extracts all crops of a snippet, and the conditions of its calibration.
public struct CascadeSettings: Hashable, Sendable, Codable {
  /// How the scores for the calibration were computed.
  public enum Mode: String, Hashable, Sendable, Codable {
    /// Over whole recordings.
    case offline
    /// Over the window.
    case online
  }

  /// The score of the centre crop from which all crops are extracted: 0 to 1.
  public var bound: Double
  /// The preset and crops that it is for, such as `rtfm/10`.
  public var recipe: String
  /// The SHA-256 of the extractor's weights; absent for weights that never were a file.
  public var extractor: String?
  /// The threshold that formed events.
  public var threshold: Double
  /// The hysteresis that formed events.
  public var hysteresis: Double
  /// Window of the centre crop, in snippets.
  public var window: Int
  /// How the scores were computed; absent in manifests that do not say.
  public var mode: Mode?
  /// Snippets in the footage.
  public var footageSnippets: Int

  private enum CodingKeys: String, CodingKey {
    case bound, recipe, extractor, threshold, hysteresis, window, mode
    case footageSnippets = "footage_snippets"
  }

  /// Makes settings.
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
