import Foundation
import VigilCore
import VigilStore

/// What a store should hold, in plain arrays and dictionaries.
struct StoreModel {
  var events: [UUID: StoredEvent] = [:]
  var files: [Int64: StoredFile] = [:]
  var garbage: Set<String> = []
  var scores: [String: [ScoreSample]] = [:]
  var changes: [String: RuntimeChange] = [:]
  var openNotices: Set<Int64> = []
  var manifests = 0

  /// Stores an event unless a later revision is there.
  mutating func put(_ event: StoredEvent) -> Bool {
    guard let stored = events[event.id] else {
      events[event.id] = event
      return true
    }
    guard event.revision > stored.revision else { return false }
    events[event.id] = event
    events[event.id]?.isKept = stored.isKept
    return true
  }

  /// Removes what may be removed.
  mutating func removeEvents(_ chosen: [UUID]) -> Set<UUID> {
    let gone = Set(chosen.filter { events[$0].map { !$0.isKept && $0.state != .open } ?? false })
    for id in gone { events[id] = nil }
    discard(files.values.filter { file in file.event.map { gone.contains($0) } ?? false }.map(\.id))
    return gone
  }

  /// Moves files to the garbage.
  mutating func discard(_ ids: [Int64]) {
    for id in ids { if let file = files.removeValue(forKey: id) { garbage.insert(file.path) } }
  }

  /// Whether a file belongs to an event that is kept.
  func isKept(_ id: Int64) -> Bool { files[id]?.event.flatMap { events[$0]?.isKept } ?? false }

  /// The station stopped and starts again.
  mutating func reopen() -> Set<UUID> {
    let open = Set(events.values.filter { $0.state == .open }.map(\.id))
    for id in open {
      events[id]?.state = .interrupted
      events[id]?.revision += 1
    }
    openNotices = []
    return open
  }
}
