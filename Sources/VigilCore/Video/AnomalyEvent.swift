/// An event: an interval of snippets whose scores were judged abnormal.
public struct AnomalyEvent: Hashable, Sendable, Codable {
  /// The first snippet's index.
  public var firstSnippet: Int
  /// The last snippet's index.
  public var lastSnippet: Int
  /// When the first snippet starts, in seconds since the first frame of the source.
  public var start: Double
  /// When the last snippet ends, in seconds.
  public var end: Double
  /// The highest snippet score.
  public var peakScore: Float
  /// The index of the snippet with the highest score, the first of equals.
  public var peakSnippet: Int
  /// The middle of that snippet, in seconds.
  public var peakTime: Double

  /// Makes an event.
  public init(
    firstSnippet: Int, lastSnippet: Int, start: Double, end: Double,
    peakScore: Float, peakSnippet: Int, peakTime: Double
  ) {
    self.firstSnippet = firstSnippet
    self.lastSnippet = lastSnippet
    self.start = start
    self.end = end
    self.peakScore = peakScore
    self.peakSnippet = peakSnippet
    self.peakTime = peakTime
  }
}
