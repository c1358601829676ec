/// Where a snippet of sixteen frames lies in its video.
public struct SnippetPosition: Hashable, Sendable, Codable {
  /// The number of frames in one snippet (Tian et al. 2021, section 4.1).
  public static let framesPerSnippet = 16

  /// The position among the snippets of the source, counted from 0.
  public var index: Int
  /// The first frame that it scores; a last snippet can reach back to frames that the previous one has scored.
  public var startFrame: Int
  /// The frame after the last real one: smaller than `startFrame + 16` in a padded last snippet.
  public var endFrame: Int
  /// Presentation time of the first frame, in seconds since the first frame of the source.
  public var start: Double
  /// The moment the last real frame stops being shown, in seconds.
  public var end: Double

  /// How many real frames the snippet has; padding and frames that a live source skipped are not counted.
  public var frameCount: Int { min(Self.framesPerSnippet, endFrame - startFrame) }

  /// Makes a position from half-open frame and time ranges.
  public init(index: Int, startFrame: Int, endFrame: Int, start: Double, end: Double) {
    self.index = index
    self.startFrame = startFrame
    self.endFrame = endFrame
    self.start = start
    self.end = end
  }
}
