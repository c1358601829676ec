import Foundation
import Testing
import VigilStore

/// How large what a station keeps is, day by day, in bytes.
struct StationSizes {
  /// One day's.
  struct Day {
    var database: Int, log: Int, manifests: Int, events: Int
  }

  private(set) var days: [Day] = []

  /// Looks at a folder.
  mutating func note(_ folder: URL, events: Int) throws {
    func size(_ name: String) -> Int {
      (try? folder.appending(path: name).resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
    }
    let manifests = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/manifests")
    days.append(
      Day(
        database: size("station.sqlite"), log: size("station.sqlite-wal"),
        manifests: manifests.reduce(0) { $0 + size("manifests/\($1)") }, events: events))
  }

  /// Checks that the database grows by so much a day at most until scores are as old as they may get, and stays as large then.
  func expectBounded(bytesADay: Int, levelAfter level: Int) {
    let first = days[0..<level - 1]
    #expect((first[level - 2].database - first[0].database) / (level - 2) <= bytesADay)
    let limit = days[level].database * 11 / 10
    for day in days[level...] { #expect(day.database <= limit && day.log <= 16 << 20, "\(days)") }
    // Manifests stay for good, and there are no more of them than events.
    let (begin, end) = (days[level], days[days.count - 1])
    #expect(end.manifests - begin.manifests <= 4096 * (end.events - begin.events), "\(days)")
  }
}
