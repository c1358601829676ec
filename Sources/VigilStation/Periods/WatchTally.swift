package import Foundation
import VigilMedia
import VigilPipeline
package import VigilStore

/// What was done with the pictures of cameras since it was last written, by camera and hour.
///
/// The totals of a reading begin at zero with it: what is lower than at the look before is all new.
package struct WatchTally {
  /// So many hours of cameras wait at most; the oldest are given up beyond.
  package static let mostWaiting = 5000

  /// The totals of a camera at a look.
  private struct Totals {
    var scored: Int
    var reading: WatchCounts

    init(_ status: CameraStatus) {
      scored = status.snippets
      let counts = status.counts
      reading = WatchCounts(
        still: counts.stillSnippets, reduced: counts.reducedSnippets, dropped: counts.droppedSnippets,
        skipped: counts.skippedSnippets, lateFrames: status.source.lateFrames + counts.skippedFrames)
    }

    /// What has come since an earlier look.
    func increase(since former: Totals?) -> WatchCounts {
      var increase = reading
      if let former, reading.isFurther(than: former.reading) { increase -= former.reading }
      increase.scored = former.map { scored >= $0.scored ? scored - $0.scored : scored } ?? scored
      return increase
    }
  }

  private struct Key: Hashable {
    var camera: String
    var hour: Int
  }

  private var known: [String: Totals] = [:]
  private var waiting: [Key: WatchCounts] = [:]
  private var lookedAt: Double
  private var lost = 0

  /// Begins at a time, in monotonic seconds.
  package init(at now: Double) { lookedAt = now }

  /// Looks at all cameras, at a date and a time in monotonic seconds.
  package mutating func look(_ cameras: [CameraStatus], at date: Date, _ now: Double) {
    let passed = max(0, now - lookedAt)
    lookedAt = now
    var seen: [String: Totals] = [:]
    for camera in cameras {
      let totals = Totals(camera)
      var increase = totals.increase(since: known[camera.name])
      if camera.state == .watching { increase.seconds = passed }
      seen[camera.name] = totals
      guard increase != WatchCounts() else { continue }
      waiting[Key(camera: camera.name, hour: CameraHour.hour(of: date)), default: WatchCounts()] += increase
    }
    known = seen
    giveUp()
  }

  /// What waits to be written; it no longer does.
  package mutating func take() -> [CameraHour] {
    defer { waiting = [:] }
    return waiting.map { CameraHour(camera: $0.camera, hour: $0.hour, counts: $1) }
  }

  /// How many hours of cameras were given up since the last call.
  package mutating func takeLost() -> Int {
    defer { lost = 0 }
    return lost
  }

  /// Takes back what could not be written.
  package mutating func putBack(_ hours: [CameraHour]) {
    for hour in hours {
      waiting[Key(camera: hour.camera, hour: hour.hour), default: WatchCounts()] += hour.counts
    }
    giveUp()
  }

  private mutating func giveUp() {
    let excess = waiting.count - Self.mostWaiting
    guard excess > 0 else { return }
    let oldest = waiting.keys.sorted { ($0.hour, $0.camera) < ($1.hour, $1.camera) }
    for key in oldest.prefix(excess) { waiting[key] = nil }
    lost += excess
  }
}

extension WatchCounts {
  /// Whether no total is lower than another's.
  fileprivate func isFurther(than former: WatchCounts) -> Bool {
    still >= former.still && reduced >= former.reduced && dropped >= former.dropped
      && skipped >= former.skipped && lateFrames >= former.lateFrames
  }

  fileprivate static func -= (counts: inout WatchCounts, less: WatchCounts) {
    counts.still -= less.still
    counts.reduced -= less.reduced
    counts.dropped -= less.dropped
    counts.skipped -= less.skipped
    counts.lateFrames -= less.lateFrames
  }
}
