/// What a detector made of one crop of the snippet with an event's highest score: the score is the mean over all crops.
public struct EventCrop: Hashable, Sendable {
  /// The most crops of an event.
  static let most = 100

  /// The left edge, in fractions of the picture's width.
  public var x: Double
  /// The top edge, in fractions of its height.
  public var y: Double
  /// The width, in fractions of the picture's.
  public var width: Double
  /// The height, in fractions of the picture's.
  public var height: Double
  /// Whether the network sees it mirrored left-right.
  public var isMirrored: Bool
  /// The crop's own score, 0 to 1.
  public var score: Float
  /// The index of the crop whose features it has a copy of, since its own were left out for want of time; nil for its own.
  public var copyOf: Int?

  /// Makes a crop.
  public init(
    x: Double, y: Double, width: Double, height: Double, isMirrored: Bool = false, score: Float,
    copyOf: Int? = nil
  ) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
    (self.isMirrored, self.score, self.copyOf) = (isMirrored, score, copyOf)
  }
}
