public import Foundation

/// Which events are asked for; the newest come first.
public struct EventQuery: Hashable, Sendable {
  /// A place between two events of a list.
  public struct Cursor: Hashable, Sendable {
    /// Where the last event of the page before begins.
    public var start: Date
    /// Its identity.
    public var id: UUID

    /// Makes a cursor.
    public init(start: Date, id: UUID) { (self.start, self.id) = (start, id) }

    /// The place after an event, the last of a page.
    public init(after event: StoredEvent) { self.init(start: event.start, id: event.id) }
  }

  /// What people say of an event.
  public enum Review: String, Hashable, Sendable, CaseIterable {
    /// Somebody says that it was real.
    case real
    /// Somebody says that it was a false alarm.
    case falseAlarm = "false"
    /// Somebody cannot tell.
    case unsure
    /// Nobody says anything.
    case unlabelled = "none"
  }

  /// Only of these cameras; nil for all.
  public var cameras: [String]?
  /// Only of this severity.
  public var severity: EventSeverity?
  /// Only in this state.
  public var state: EventState?
  /// Only kept ones, or only others.
  public var isKept: Bool?
  /// Only those of which this is said, by labels in force.
  public var review: Review?
  /// Only those that somebody has acknowledged, or only others.
  public var isAcknowledged: Bool?
  /// Only those that end at this date or later, or go on.
  public var from: Date?
  /// Only those that begin before this date.
  public var to: Date?
  /// Only those after this place: the next page.
  public var before: Cursor?
  /// Only those before this place, and of them the nearest: the page before.
  public var after: Cursor?
  /// How many at most.
  public var limit: Int

  /// Makes a query.
  public init(
    cameras: [String]? = nil, severity: EventSeverity? = nil, state: EventState? = nil, isKept: Bool? = nil,
    review: Review? = nil, isAcknowledged: Bool? = nil, from: Date? = nil, to: Date? = nil,
    before: Cursor? = nil, after: Cursor? = nil, limit: Int = 100
  ) {
    self.cameras = cameras
    self.severity = severity
    self.state = state
    self.isKept = isKept
    self.review = review
    self.isAcknowledged = isAcknowledged
    self.from = from
    self.to = to
    self.before = before
    self.after = after
    self.limit = limit
  }
}
