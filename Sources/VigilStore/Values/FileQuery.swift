public import Foundation

/// Which files are asked for.
public struct FileQuery: Hashable, Sendable {
  /// In which order.
  public enum Order: Hashable, Sendable {
    /// By their beginning.
    case oldestFirst
    /// By their beginning, the newest first.
    case newestFirst
  }

  /// Only of this camera.
  public var camera: String?
  /// Only of these kinds; nil for all.
  public var kinds: Set<FileKind>?
  /// Only of this event.
  public var event: UUID?
  /// Only those that end at this date or later.
  public var from: Date?
  /// Only those that begin before this date.
  public var to: Date?
  /// Only those that ended before this date.
  public var endedBefore: Date?
  /// Only whole files, or only others.
  public var isFinished: Bool?
  /// Only files of kept events, or only all others.
  public var isKept: Bool?
  /// In which order.
  public var order: Order
  /// How many at most.
  public var limit: Int

  /// Makes a query.
  public init(
    camera: String? = nil, kinds: Set<FileKind>? = nil, event: UUID? = nil, from: Date? = nil,
    to: Date? = nil, endedBefore: Date? = nil, isFinished: Bool? = nil, isKept: Bool? = nil,
    order: Order = .oldestFirst, limit: Int = 1000
  ) {
    self.camera = camera
    self.kinds = kinds
    self.event = event
    self.from = from
    self.to = to
    self.endedBefore = endedBefore
    self.isFinished = isFinished
    self.isKept = isKept
    self.order = order
    self.limit = limit
  }
}
