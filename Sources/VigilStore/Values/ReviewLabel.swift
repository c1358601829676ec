public import Foundation

/// What somebody says of an event, or of a span in which there should have been one.
public struct ReviewLabel: Hashable, Sendable, Identifiable {
  /// What is said.
  public enum Verdict: String, Hashable, Sendable, CaseIterable, Codable {
    /// Something happened that the station is there for.
    case real
    /// Nothing did.
    case falseAlarm = "false"
    /// It cannot be told.
    case unsure
    /// Something happened, and there was no event.
    case missed

    /// Those that can be said of an event.
    public static let ofEvents: [Verdict] = [.real, .falseAlarm, .unsure]
  }

  /// Its number; 0 before it is stored.
  public var id: Int64
  /// The event that it is of; nil for a span without one.
  public var event: UUID?
  /// The camera's name.
  public var camera: String
  /// Where the event or the span begins.
  public var start: Date
  /// Where it ends.
  public var end: Date
  /// What is said.
  public var verdict: Verdict
  /// Who says so.
  public var by: String
  /// When it was said.
  public var at: Date
  /// Since when it no longer holds: it was undone, or the same user said something else; nil if it does.
  public var undone: Date?

  /// Makes a label.
  public init(
    id: Int64 = 0, event: UUID? = nil, camera: String, start: Date, end: Date, verdict: Verdict, by: String,
    at: Date, undone: Date? = nil
  ) {
    (self.id, self.event, self.camera, self.start, self.end) = (id, event, camera, start, end)
    (self.verdict, self.by, self.at, self.undone) = (verdict, by, at, undone)
  }
}

/// Which labels are asked for; the newest come first.
public struct LabelQuery: Hashable, Sendable {
  /// Only of these cameras; nil for all.
  public var cameras: [String]?
  /// Only of this event.
  public var event: UUID?
  /// Only this verdict.
  public var verdict: ReviewLabel.Verdict?
  /// Only by this user.
  public var by: String?
  /// Only those whose span ends at this date or later.
  public var from: Date?
  /// Only those whose span begins before this date.
  public var to: Date?
  /// Whether labels that no longer hold are wanted too.
  public var includesUndone: Bool
  /// Only those before this number: the next page.
  public var before: Int64?
  /// How many at most.
  public var limit: Int

  /// Makes a query.
  public init(
    cameras: [String]? = nil, event: UUID? = nil, verdict: ReviewLabel.Verdict? = nil, by: String? = nil,
    from: Date? = nil, to: Date? = nil, includesUndone: Bool = false, before: Int64? = nil, limit: Int = 100
  ) {
    (self.cameras, self.event, self.verdict, self.by) = (cameras, event, verdict, by)
    (self.from, self.to, self.includesUndone) = (from, to, includesUndone)
    (self.before, self.limit) = (before, limit)
  }
}
