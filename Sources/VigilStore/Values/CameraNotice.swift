public import Foundation

/// Something about the health of a camera or the station that has a beginning and an end: lost, covered, moved, disk full.
public struct CameraNotice: Hashable, Sendable, Identifiable, Codable {
  /// Given by `StationStore.begin`; 0 before.
  public var id: Int64
  /// The camera's name; nil for the station as a whole.
  public var camera: String?
  /// What kind, one word.
  public var kind: String
  /// One line for people.
  public var message: String
  /// When it began.
  public var start: Date
  /// When it ended; nil while it goes on.
  public var end: Date?
  /// Whether the station stopped while it went on: its end is the last sign of the station's life, and not that of what it says.
  public var isInterrupted: Bool

  /// Makes a notice.
  public init(
    id: Int64 = 0, camera: String? = nil, kind: String, message: String, start: Date, end: Date? = nil,
    isInterrupted: Bool = false
  ) {
    self.id = id
    self.camera = camera
    self.kind = kind
    self.message = message
    self.start = start
    self.end = end
    self.isInterrupted = isInterrupted
  }
}

/// Which notices are asked for; the newest come first.
public struct NoticeQuery: Hashable, Sendable {
  /// Only of this camera; nil for all and the station.
  public var camera: String?
  /// Only of this kind.
  public var kind: String?
  /// Only those that go on, or only others.
  public var isOpen: Bool?
  /// Only those that end at this date or later, or go on.
  public var from: Date?
  /// Only those that begin before this date.
  public var to: Date?
  /// Only those with a lower id, the last of the page before.
  public var before: Int64?
  /// How many at most.
  public var limit: Int

  /// Makes a query.
  public init(
    camera: String? = nil, kind: String? = nil, isOpen: Bool? = nil, from: Date? = nil, to: Date? = nil,
    before: Int64? = nil, limit: Int = 100
  ) {
    self.camera = camera
    self.kind = kind
    self.isOpen = isOpen
    self.from = from
    self.to = to
    self.before = before
    self.limit = limit
  }
}
