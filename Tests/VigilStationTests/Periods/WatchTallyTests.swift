import Foundation
import Testing
import VigilPipeline
import VigilStation
import VigilStore

@Suite struct `What is counted of cameras` {
  /// The beginning of an hour.
  private let date = Date(timeIntervalSince1970: 1_790_002_800)

  private func camera(
    _ name: String = "gate", _ state: CameraStatus.State = .watching, scored: Int = 0, still: Int = 0,
    dropped: Int = 0, late: Int = 0
  ) -> CameraStatus {
    var status = CameraStatus(name: name, state: state, since: date)
    (status.snippets, status.counts.stillSnippets) = (scored, still)
    (status.counts.droppedSnippets, status.counts.skippedFrames) = (dropped, late)
    return status
  }

  private func counts(_ hours: [CameraHour]) -> [String: WatchCounts] {
    Dictionary(
      uniqueKeysWithValues: hours.map { ("\($0.camera) \($0.hour - CameraHour.hour(of: date))", $0.counts) })
  }

  @Test func `is what came since the look before, in the hour of the look`() {
    var tally = WatchTally(at: 100)
    tally.look([camera(scored: 2, still: 1)], at: date - 1, 101)
    tally.look([camera(scored: 4, still: 1, dropped: 1, late: 9)], at: date, 102)
    tally.look([camera(scored: 5, still: 2, dropped: 1, late: 9)], at: date + 1, 103)
    #expect(
      counts(tally.take()) == [
        "gate -1": WatchCounts(seconds: 1, scored: 2, still: 1),
        "gate 0": WatchCounts(seconds: 2, scored: 3, still: 1, dropped: 1, lateFrames: 9),
      ])
    #expect(tally.take().isEmpty)
    // Nothing new, and nobody who watches.
    tally.look([camera("gate", .lost, scored: 5, still: 2, dropped: 1, late: 9)], at: date + 60, 160)
    #expect(tally.take().isEmpty)
  }

  @Test func `begins at zero with a reading that begins anew`() {
    var tally = WatchTally(at: 0)
    tally.look([camera(scored: 100, still: 50, dropped: 7)], at: date, 1)
    // The station's own count of scores goes on; those of the reading are few, or one of them is more.
    tally.look([camera(scored: 103, still: 2, dropped: 9)], at: date, 2)
    // The camera was begun anew.
    tally.look([camera(scored: 4, still: 1, dropped: 0)], at: date, 3)
    #expect(
      counts(tally.take())["gate 0"] == WatchCounts(seconds: 3, scored: 107, still: 53, dropped: 16))
    // It was removed from the file, and is back.
    tally.look([], at: date, 4)
    tally.look([camera(scored: 6, still: 3, dropped: 2)], at: date, 5)
    #expect(counts(tally.take())["gate 0"] == WatchCounts(seconds: 1, scored: 6, still: 3, dropped: 2))
  }

  @Test func `waits while it cannot be written, up to a limit that is told`() {
    var tally = WatchTally(at: 0)
    tally.look([camera(scored: 1)], at: date, 1)
    let hours = tally.take()
    tally.look([camera(scored: 3)], at: date, 2)
    tally.putBack(hours)
    #expect(counts(tally.take()) == ["gate 0": WatchCounts(seconds: 2, scored: 3)])
    for hour in 0..<WatchTally.mostWaiting + 3 {
      tally.look([camera(scored: 4 + hour)], at: date + Double(hour) * 3600, Double(3 + hour))
    }
    #expect(tally.takeLost() == 3 && tally.takeLost() == 0)
    let left = tally.take()
    #expect(left.count == WatchTally.mostWaiting && left.map(\.hour).min() == CameraHour.hour(of: date) + 3)
  }
}
