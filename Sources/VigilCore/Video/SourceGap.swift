public import Foundation

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
    /// The source rejected the user or password.
    case unauthorized
    /// The same picture came again and again, and the source was connected to anew for that.
    case frozen
  }

  /// Presentation time of the last frame before the gap, in seconds since the first frame of the source.
  public var start: Double
  /// Presentation time of the first frame after it, in seconds.
  public var end: Double
  /// Why frames are missing.
  public var reason: Reason
  /// Wall-clock times at which those two frames arrived; nil where unknown, or where no frame preceded the gap.
  ///
  /// If the clock was set meanwhile, their difference is not the length of the gap; `end - start` is.
  public var startDate, endDate: Date?
  /// How many interruptions it stands for: more than one if nobody read the frames between them in time.
  public var interruptions: Int

  /// Makes a gap.
  public init(
    start: Double, end: Double, reason: Reason, startDate: Date? = nil, endDate: Date? = nil,
    interruptions: Int = 1
  ) {
    self.interruptions = interruptions
    self.start = start
    self.end = end
    self.reason = reason
    self.startDate = startDate
    self.endDate = endDate
  }

  /// Merges this gap with a later one, when no frame between them is left.
  public func joined(with later: SourceGap) -> SourceGap {
    SourceGap(
      start: start, end: later.end, reason: later.reason, startDate: startDate, endDate: later.endDate,
      interruptions: interruptions + later.interruptions)
  }
}
