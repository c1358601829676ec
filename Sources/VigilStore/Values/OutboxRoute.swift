public import Foundation

/// How far what a message tells of is.
public enum MessagePhase: String, Hashable, Sendable, CaseIterable, Codable {
  /// It is the first that is told of it, or of a review that it has become an alarm.
  case began
  /// It goes on.
  case updated
  /// It is over.
  case ended
  /// A program of the file has said what it was; only whoever was told of it before hears of that.
  case judged
}

/// Which events and notices a channel is told of.
///
/// A store writes the messages of its routes in the transactions in which it writes events and notices, so that no crash can come between.
public struct OutboxRoute: Sendable {
  /// How many events and notices are told in a time.
  public struct Limit: Hashable, Sendable {
    /// The most.
    public var count: Int
    /// In so many seconds, at most a week.
    public var seconds: Double

    /// Makes a limit.
    public init(count: Int, seconds: Double) { (self.count, self.seconds) = (count, seconds) }
  }

  /// The channel's name.
  public var channel: String
  /// Only events and notices of these cameras, and notices of the station; nil: all.
  public var cameras: Set<String>?
  /// Events of which severities.
  public var severities: Set<EventSeverity>
  /// Which phases make a message. A message that waits is replaced by newer states in any case.
  public var phases: Set<MessagePhase>
  /// Seconds after which a notice is told if it still goes on; nil: notices are not told.
  public var healthDelay: Double?
  /// How many events and notices are told by a message each; what is beyond is counted, and told as one when there is room again.
  public var limit: Limit?
  /// Whether the channel is told of something at a moment; what is due while it is not is counted, and told as one when it is again.
  public var isOpen: @Sendable (Date, MessageKind) -> Bool
  /// Seconds from its beginning until an event is told here, if nobody has acknowledged it by then; nil: it is told at once in any case.
  public var escalation: Double?

  /// Makes a route.
  public init(
    channel: String, cameras: Set<String>? = nil, severities: Set<EventSeverity> = [.alarm],
    phases: Set<MessagePhase> = [.began, .ended], healthDelay: Double? = nil,
    limit: Limit? = nil, escalation: Double? = nil,
    isOpen: @escaping @Sendable (Date, MessageKind) -> Bool = { _, _ in true }
  ) {
    (self.channel, self.cameras, self.severities) = (channel, cameras, severities)
    (self.phases, self.healthDelay) = (phases, healthDelay)
    (self.limit, self.isOpen) = (limit, isOpen)
    self.escalation = escalation
  }

  func allows(_ camera: String?) -> Bool {
    guard let camera, let cameras else { return true }
    return cameras.contains(camera)
  }
}
