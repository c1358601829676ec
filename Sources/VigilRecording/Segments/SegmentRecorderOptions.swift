/// How a camera is recorded continuously.
public struct SegmentRecorderOptions: Hashable, Sendable {
  /// Seconds of a segment; it ends with the first picture after that that can be decoded by itself.
  public var seconds: Double
  /// Whether sound is written.
  public var includesSound: Bool

  /// Makes options.
  ///
  /// - Precondition: the length is positive.
  public init(seconds: Double = 10, includesSound: Bool = false) {
    precondition(seconds > 0, "a segment must have a length")
    self.seconds = seconds
    self.includesSound = includesSound
  }
}
