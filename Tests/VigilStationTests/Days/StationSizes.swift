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

  /// Checks that the database grows by so much a day at most over the first days, and stays as large from another day on, when everything
  /// is as old as it may get.
  func expectBounded(bytesADay: Int, over first: Int, levelFrom level: Int) {
    #expect((days[first - 1].database - days[0].database) / (first - 1) <= bytesADay, "\(days)")
    let most = days[level...].map(\.database).max() ?? 0
    #expect(most <= days[level].database * 11 / 10, "\(days)")
    #expect(days.allSatisfy { $0.log <= 16 << 20 }, "\(days)")
    // Manifests stay for good, and there are no more of them than events.
    let (begin, end) = (days[level], days[days.count - 1])
    #expect(end.manifests - begin.manifests <= 4096 * (end.events - begin.events), "\(days)")
  }
}
