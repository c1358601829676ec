public import Foundation
import VigilStore

/// Removes recordings by their age, and the oldest where there is no more room: segments first, then the files of events that
/// nobody asked to keep. Kept events and signed manifests are never touched.
///
/// Where only these are left and the limits are still exceeded, recording stops, which the folder reports, and goes on by itself once
/// there is room. A removal that is interrupted goes on at the next start (`RecordingFolder.recover`) or call.
public struct Retention: Sendable {
  /// For cameras without rules of their own.
  public var rules: RetentionRules
  /// The rules of cameras, by name.
  public var cameras: [String: RetentionRules]
  /// How much room there is.
  public var room: RetentionRoom
  private let folder: RecordingFolder

  /// Files that are removed at a time: what is repeated after an interruption.
  private static let batch = 100
  /// What belongs to an event and may go: not the manifests, whose chain must have no hole.
  private static let eventKinds: Set<FileKind> = [.clip, .picture, .track]

  /// Makes a retention of a folder.
  public init(
    _ folder: RecordingFolder, rules: RetentionRules = RetentionRules(),
    cameras: [String: RetentionRules] = [:], room: RetentionRoom = RetentionRoom()
  ) {
    self.folder = folder
    self.rules = rules
    self.cameras = cameras
    self.room = room
  }

  /// Removes what is too old at a date, or too much. Blocks; call it each minute.
  ///
  /// - Throws: `index`, or `cannotWrite` when files cannot be removed.
  public func prune(at date: Date) throws(RecordingError) -> PruneReport {
    var report = PruneReport()
    // What a removal before this one left.
    try folder.emptyGarbage()
    for (camera, rules) in cameras {
      try prune([.segment], olderThan: rules.keep, of: camera, at: date, &report)
      try prune(Self.eventKinds, olderThan: rules.keepEvents, of: camera, at: date, &report)
    }
    try pruneOthers([.segment], olderThan: rules.keep, at: date, &report)
    try pruneOthers(Self.eventKinds, olderThan: rules.keepEvents, at: date, &report)
    try makeRoom(&report)
    folder.limit(report.shortage)
    return report
  }

  private func prune(
    _ kinds: Set<FileKind>, olderThan seconds: Double?, of camera: String, at date: Date,
    _ report: inout PruneReport
  ) throws(RecordingError) {
    guard let seconds else { return }
    let query = FileQuery(
      camera: camera, kinds: kinds, endedBefore: date - seconds, isFinished: true, isKept: false,
      order: .oldestFirst, limit: Self.batch)
    while true {
      let files = try folder.index.files(query)
      guard !files.isEmpty else { return }
      let removed = try folder.discard(files)
      report.note(removed)
      // All of them were asked to be kept meanwhile.
      if removed.isEmpty { return }
    }
  }

  /// Removes what is too old of cameras without rules of their own, also of those that are no longer in the station's file.
  private func pruneOthers(
    _ kinds: Set<FileKind>, olderThan seconds: Double?, at date: Date, _ report: inout PruneReport
  ) throws(RecordingError) {
    guard let seconds else { return }
    var query = FileQuery(
      kinds: kinds, endedBefore: date - seconds, isFinished: true, isKept: false, order: .oldestFirst,
      limit: Self.batch)
    while true {
      let files = try folder.index.files(query)
      let others = files.filter { cameras[$0.camera] == nil }
      if !others.isEmpty {
        report.note(try folder.discard(others))
      }
      // A page of nothing but cameras with rules of their own hides what is behind it.
      guard files.count == query.limit else { return }
      if others.isEmpty { query.limit *= 2 }
    }
  }

  /// Removes the oldest until the limits are kept.
  private func makeRoom(_ report: inout PruneReport) throws(RecordingError) {
    for kinds in [[.segment], Self.eventKinds] {
      let query = FileQuery(
        kinds: kinds, isFinished: true, isKept: false, order: .oldestFirst, limit: Self.batch)
      while var excess = try excess() {
        let page = try folder.index.files(query)
        guard !page.isEmpty else { break }
        var files: [StoredFile] = []
        for file in page where excess > 0 {
          files.append(file)
          excess -= file.bytes
        }
        let removed = try folder.discard(files)
        report.note(removed)
        if removed.isEmpty { break }
      }
    }
    guard let excess = try excess() else { return }
    report.shortage = RecordingError(
      .full,
      "\(folder.url.path) is \(max(1, excess >> 20)) MiB beyond its limits and holds only what is kept; make room, or keep fewer events"
    )
  }

  /// How many bytes have to go; nil if the limits are kept.
  private func excess() throws(RecordingError) -> Int64? {
    var excess: Int64 = 0
    if let most = room.most { excess = max(excess, try folder.index.totalBytes() - most) }
    if let free = room.free { excess = max(excess, free - (try folder.disk.freeBytes(at: folder.url))) }
    return excess > 0 ? excess : nil
  }
}
