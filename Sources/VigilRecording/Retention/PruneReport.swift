public import Foundation
import VigilStore

/// What was removed to keep recordings within their limits.
public struct PruneReport: Hashable, Sendable {
  /// Segments that were removed.
  public var segments = 0
  /// Files of events that were removed.
  public var eventFiles = 0
  /// Events whose files were removed, all or some.
  public var events: Set<UUID> = []
  /// How many bytes the files had.
  public var bytes: Int64 = 0
  /// Why the limits are exceeded all the same: only what must be kept is left. Nothing is recorded until there is room.
  public var shortage: RecordingError?

  /// Makes an empty report.
  public init() {}

  mutating func note(_ files: [StoredFile]) {
    for file in files {
      if file.kind == .segment {
        segments += 1
      } else {
        eventFiles += 1
      }
      if let event = file.event { events.insert(event) }
      bytes += file.bytes
    }
  }
}
