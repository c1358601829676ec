import Foundation
import Synchronization

/// Scores that wait to be written.
final class ScoreBuffer: Sendable {
  /// One of them.
  struct Entry: Sendable {
    var series: ScoreSeries
    var sample: PackedSample
  }

  private struct State {
    var entries: [Entry] = []
    /// The number of the first entry, counted from the first ever.
    var first = 0
    /// When the first entry came.
    var since: Date?
    /// When they could not be written last.
    var failedAt: Date?
    var lost = 0
  }

  private let options: StoreOptions
  private let state = Mutex(State())
  /// Held while entries are written, and while a reader takes its snapshot: a score is either in the database or here, never both.
  let writing = NSLock()

  init(_ options: StoreOptions) { self.options = options }

  /// Adds one.
  ///
  /// - Returns: whether it is time to write. The clock may have been set, so that a long way back counts as time, too.
  func append(_ entry: Entry, at now: Date) -> Bool {
    state.withLock { state in
      state.entries.append(entry)
      let excess = state.entries.count - options.heldScores
      if excess > 0 {
        state.entries.removeFirst(excess)
        state.first += excess
        state.lost += excess
      }
      if let failed = state.failedAt, abs(now.timeIntervalSince(failed)) < options.scoreAge { return false }
      let since = state.since ?? now
      state.since = since
      return state.entries.count >= options.scoreCount
        || abs(now.timeIntervalSince(since)) >= options.scoreAge
    }
  }

  /// All that waits, and the number after the last.
  var waiting: (entries: [Entry], end: Int) {
    state.withLock { ($0.entries, $0.first + $0.entries.count) }
  }

  /// Those of one series that begin in a span of milliseconds.
  func samples(_ series: ScoreSeries, _ span: Range<Int64>) -> [PackedSample] {
    state.withLock { state in
      state.entries.compactMap { $0.series == series && span.contains($0.sample.start) ? $0.sample : nil }
    }
  }

  /// Forgets those that were written.
  func forget(before end: Int) {
    state.withLock { state in
      let count = max(0, end - state.first)
      state.entries.removeFirst(count)
      state.first += count
      // What came meanwhile goes with the next call.
      if state.entries.isEmpty { state.since = nil }
      state.failedAt = nil
    }
  }

  /// Notes that writing failed.
  func fail(at now: Date) { state.withLock { $0.failedAt = now } }

  /// How many were lost because they could not be written in time.
  var lost: Int { state.withLock { $0.lost } }
}
