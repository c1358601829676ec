public import Foundation

/// What a channel was not told by a message each, told as one.
public struct MessageSummary: Hashable, Sendable, Codable {
  /// Why there was no message of each.
  public enum Reason: String, Hashable, Sendable, CaseIterable, Codable {
    /// The channel's limit was reached.
    case limit
    /// It was outside the hours in which the channel is told something.
    case schedule
    /// Somebody had snoozed the channel, or everything.
    case snooze
  }

  /// How much of it there was at one camera, or at the station as a whole.
  public struct Share: Hashable, Sendable, Codable {
    /// The camera's name; nil for the station as a whole.
    public var camera: String?
    /// How many events and notices.
    public var count: Int

    /// Makes a share.
    public init(camera: String?, count: Int) { (self.camera, self.count) = (camera, count) }
  }

  /// When the first of them began.
  public var start: Date
  /// When the last of them began.
  public var end: Date
  /// How many alarms.
  public var alarms: Int
  /// How many events to be looked at.
  public var reviews: Int
  /// How many faults.
  public var faults: Int
  /// How many of all these went on when this was written.
  public var ongoing: Int
  /// Where they were: the cameras with the most, at most ten.
  public var shares: [Share]
  /// Why there was no message of each.
  public var reasons: [Reason]

  /// Makes a summary.
  public init(
    start: Date, end: Date, alarms: Int = 0, reviews: Int = 0, faults: Int = 0, ongoing: Int = 0,
    shares: [Share] = [], reasons: [Reason] = []
  ) {
    (self.start, self.end, self.ongoing) = (start, end, ongoing)
    (self.alarms, self.reviews, self.faults) = (alarms, reviews, faults)
    (self.shares, self.reasons) = (shares, reasons)
  }
}
