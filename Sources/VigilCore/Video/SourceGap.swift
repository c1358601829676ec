/// A period in which a live source gave no frames.
public struct SourceGap: Hashable, Sendable, Codable {
  /// Why frames are missing; reasons may be added.
  public enum Reason: String, Hashable, Sendable, Codable {
    /// The connection was closed or refused.
    case connectionLost
    /// The connection was open, but no data arrived.
    case silence
    /// Data arrived that could not be decoded.
    case undecodable
  }

  /// Presentation time of the last frame before the gap, in seconds since the first frame of the source.
  public var start: Double
  /// Presentation time of the first frame after it, in seconds.
  public var end: Double
  /// Why frames are missing.
  public var reason: Reason

  /// Makes a gap.
  public init(start: Double, end: Double, reason: Reason) {
    self.start = start
    self.end = end
    self.reason = reason
  }
}
