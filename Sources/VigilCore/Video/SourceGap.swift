public import Foundation

/// A stretch of time in which a live source gave no frames.
public struct SourceGap: Hashable, Sendable, Codable {
  /// Why frames are missing; reasons may be added.
  public enum Reason: String, Hashable, Sendable, Codable {
    /// The connection was closed or refused.
    case connectionLost
    /// The connection stood, but nothing came over it.
    case silence
    /// Data came that could not be decoded.
    case undecodable
    /// The source refused the user or the password.
    case unauthorized
  }

  /// Presentation time of the last frame before the gap, in seconds since the first frame of the source.
  public var start: Double
  /// Presentation time of the first frame after it, in seconds.
  public var end: Double
  /// Why frames are missing.
  public var reason: Reason
  /// The times of day at which those two frames arrived; nil where there is none, or none is known.
  ///
  /// If the clock was set meanwhile, their difference is not the length of the gap; `end - start` is.
  public var startDate, endDate: Date?

  /// Makes a gap.
  public init(start: Double, end: Double, reason: Reason, startDate: Date? = nil, endDate: Date? = nil) {
    self.start = start
    self.end = end
    self.reason = reason
    self.startDate = startDate
    self.endDate = endDate
  }

  /// This gap and a later one as one, when nothing that lay between them is left.
  public func joined(with later: SourceGap) -> SourceGap {
    SourceGap(
      start: start, end: later.end, reason: later.reason, startDate: startDate, endDate: later.endDate)
  }
}
