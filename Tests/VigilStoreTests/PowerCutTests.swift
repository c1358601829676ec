import Foundation
import Testing
import VigilCore
import VigilStore
import VigilTestSupport

/// What a disk holds after a power cut: everything that was synchronised, and any part of what was written since.
///
/// Until SQLite moves its log into the database, which it synchronises by itself, all that is written is at the end of the log. An event
/// synchronises the log; scores do not.
@Suite struct `A power cut` {
  /// A copy of the database in which any part of the log after `synchronized` bytes is lost: kept, zeros, other bytes, or cut off.
  static func afterCut(
    _ place: StoreFolder, synchronized: Int, number: Int, _ generator: inout SplitMix64
  ) throws -> URL {
    let folder = place.folder.url.appending(path: "cut \(number)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: place.database, to: folder.appending(path: "station.sqlite"))
    var log = try Data(contentsOf: URL(filePath: place.database.path + "-wal"))
    for start in stride(from: synchronized, to: log.count, by: 512) {
      let sector = start..<min(start + 512, log.count)
      switch generator.index(below: 4) {
      case 0: log.replaceSubrange(sector, with: Data(count: sector.count))
      case 1: log.replaceSubrange(sector, with: Data(repeating: 0xA5, count: sector.count))
      default: break
      }
    }
    if generator.index(below: 3) == 0, log.count > synchronized {
      log = log.prefix(synchronized + generator.index(below: log.count - synchronized))
    }
    try log.write(to: folder.appending(path: "station.sqlite-wal"))
    return folder
  }

  @Test(arguments: 1...8) func `costs no event, and of the scores only the last`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let place = try StoreFolder()
    let store = try place.open()
    var events: [UUID: StoredEvent] = [:]
    var scores: [ScoreSample] = []
    var synchronized = 0
    var safeScores = 0
    var lost = 0
    func logSize() throws -> Int {
      try #require(
        try FileManager.default.attributesOfItem(atPath: place.database.path + "-wal")[.size] as? NSNumber
      ).intValue
    }
    for number in 0..<60 {
      if generator.index(below: 2) == 0 {
        var event = events.values.filter { $0.state == .open }.min { $0.start < $1.start }
        if generator.index(below: 2) == 0 || event == nil {
          event = .sample(Double(number))
        } else {
          event?.revision += 1
          if generator.index(below: 2) == 0 { event?.state = .ended }
        }
        let stored = try #require(event)
        try store.put(stored)
        events[stored.id] = stored
        (synchronized, safeScores) = (try logSize(), scores.count)
      } else {
        for _ in 0..<30 {
          let sample = ScoreSample(
            start: SetClock.origin + Double(scores.count), duration: 1,
            score: Float(generator.index(below: 1000)) / 1000)
          scores.append(sample)
          try store.append(sample, camera: "gate")
        }
        try store.flushScores()
      }
      guard synchronized > 0, number % 3 == 0 else { continue }
      let folder = try Self.afterCut(place, synchronized: synchronized, number: number, &generator)
      let after = try StationStore(folder: folder, date: { place.clock.date })
      let found = try after.events(EventQuery(limit: 1000))
      #expect(Set(found.map(\.id)) == Set(events.keys) && found.count == events.count)
      for event in found {
        var expected = try #require(events[event.id])
        if expected.state == .open {
          expected.state = .interrupted
          expected.revision += 1
        }
        #expect(event == expected)
      }
      let left = try after.samples(camera: "gate", from: .distantPast, to: .distantFuture)
      lost += scores.count - left.count
      #expect(left.count >= safeScores && left == Array(scores.prefix(left.count)))
    }
    #expect(lost > 0, "cuts that cost nothing show nothing")
    // The log was never moved into the database, as this test assumes.
    #expect(try logSize() < 1000 * 4096)
  }
}
