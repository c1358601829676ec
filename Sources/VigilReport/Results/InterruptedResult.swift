public import Foundation
import VigilCore
import VigilDetection

/// What a run left that was killed or lost its power: partial files, which end with any row.
///
/// Every whole row is used; an event that was still open is found again in the scores. Files of a completion that was itself
/// interrupted are no obstacle.
public struct InterruptedResult: Sendable {
  private let folder: URL

  /// The unfinished result in a folder; nil if there is none.
  public init?(in folder: URL) {
    let names = [ResultFolder.scoresCSV, ResultFolder.scoresJSON, ResultFolder.eventsJSON, ResultFolder.page]
    let suffixes = [PartialFile.partialSuffix, PartialFile.interruptedSuffix]
    let isUnfinished = names.contains { name in
      suffixes.contains { FileManager.default.fileExists(atPath: folder.path + "/" + name + $0) }
    }
    guard isUnfinished else { return nil }
    self.folder = folder
  }

  /// Turns the partial files into a complete result in the same folder, whose ending is `interrupted`.
  ///
  /// A folder in which nothing was found yet is removed.
  ///
  /// - Parameter previous: The part before, if the result is a part of a run: an event may have begun there.
  /// - Throws: `cannotWrite`, `folderInUse`, or `folderNotEmpty`; the partial files are still there then.
  public func complete(after previous: URL? = nil) throws(ReportError) {
    let scores = source(ResultFolder.scoresJSON).map(ResultRows.init)
    let events = source(ResultFolder.eventsJSON).map(ResultRows.init)
    guard let provenance = scores?.provenance ?? events?.provenance else {
      // Rows of unknown origin are left as they are.
      if scores?.scores.isEmpty ?? true, !hasTable { ResultFolder.remove(folder) }
      return
    }
    let track = (scores?.scores ?? []).filter { $0.cropScores.count == provenance.preprocessing.crops }
    var gaps = scores?.gaps ?? []
    for file in [ResultFolder.scoresJSON, ResultFolder.eventsJSON] where gaps.isEmpty {
      gaps = source(file + ".gaps").map(ResultRows.init)?.gaps ?? []
    }
    var found = events?.events ?? []
    let before = previous.flatMap { Self.rows(of: $0, before: track.first) }
    var open = OpenEvents(rules: provenance.rules, after: (found.last ?? before?.events.events.last)?.event)
    if let before { _ = open.events(in: before.scores.scores, gaps: before.scores.gaps) }
    found += open.events(in: track, gaps: gaps) + open.finish()
    dropCopies()
    ResultFolder.recoverVideo(in: folder)
    var results = try ResultFolder(
      folder, provenance: provenance, hasDates: track.contains { $0.position.date != nil })
    results.report.start = track.first?.position.start ?? 0
    // Whoever reads the page must know that this run did not end by itself.
    results.report.isLive = false
    for score in track { try results.append(score) }
    for gap in gaps { try results.append(gap) }
    for event in found { try results.append(event) }
    try results.finish(
      RunOutcome(
        frames: track.reduce(0) { $0 + $1.position.frameCount },
        elapsed: max(0, (track.last?.position.end ?? 0) - (track.first?.position.start ?? 0)),
        ending: .interrupted), forgets: true)
    PartialFile.forget(folder.appending(path: ResultFolder.scoresJSON + ".gaps"))
    PartialFile.forget(folder.appending(path: ResultFolder.eventsJSON + ".gaps"))
  }

  /// The best text of a file: that of the run, not of a completion that was interrupted; else the complete one.
  private func source(_ name: String) -> Data? {
    for suffix in [PartialFile.interruptedSuffix, PartialFile.partialSuffix, ""] {
      let place = folder.appending(path: name + suffix)
      if let data = try? Data(contentsOf: place, options: .mappedIfSafe), !data.isEmpty { return data }
    }
    return nil
  }

  /// Removes what an interrupted completion wrote beside the files that it had set aside.
  private func dropCopies() {
    let names = [
      ResultFolder.scoresCSV, ResultFolder.scoresJSON, ResultFolder.scoresJSON + ".gaps",
      ResultFolder.eventsJSON, ResultFolder.eventsJSON + ".gaps", ResultFolder.page,
    ]
    for name in names {
      let place = folder.appending(path: name)
      if FileManager.default.fileExists(atPath: place.path + PartialFile.interruptedSuffix) {
        PartialFile.discard(place)
      }
    }
  }

  /// Whether the table holds a row below its head.
  private var hasTable: Bool {
    source(ResultFolder.scoresCSV).map { $0.count { $0 == UInt8(ascii: "\n") } > 1 } ?? false
  }

  /// The scores and events of a complete part, if the same run wrote it right before a score.
  private static func rows(of part: URL, before next: SnippetScore?) -> (
    scores: ResultRows, events: ResultRows
  )? {
    func read(_ name: String) -> ResultRows? {
      (try? Data(contentsOf: part.appending(path: name), options: .mappedIfSafe)).map(ResultRows.init)
    }
    guard let scores = read(ResultFolder.scoresJSON), let events = read(ResultFolder.eventsJSON),
      let last = scores.scores.last, next.map({ $0.position.index == last.position.index + 1 }) ?? true
    else { return nil }
    return (scores, events)
  }
}

/// Finds the events again of which a run did not live to say that they ended.
private struct OpenEvents {
  private var detector: EventDetector
  private var ledger = EventLedger()
  private let last: AnomalyEvent?

  /// Begins after the last event that was written.
  init(rules: EventRules, after last: AnomalyEvent?) {
    detector = EventDetector(rules: rules)
    self.last = last
  }

  /// The events that end in a track; a lost source ends them too.
  mutating func events(in track: [SnippetScore], gaps: [SourceGap]) -> [EventUpdate] {
    var gaps = gaps.sorted { $0.end < $1.end }[...]
    var updates: [EventUpdate] = []
    // What was written is final, also the part of an event that was split: the rest of it began right after.
    for score in track where score.position.index > last?.lastSnippet ?? -1 {
      while let gap = gaps.first, gap.end <= score.position.start {
        updates += finish()
        gaps = gaps.dropFirst()
      }
      updates += detector.add(score).map { ledger.note($0) }
    }
    return updates.filter { $0.phase == .ended }
  }

  /// The event that is open, as it is now.
  mutating func finish() -> [EventUpdate] {
    detector.finish().map { ledger.note($0) }.filter { $0.phase == .ended }
  }
}
