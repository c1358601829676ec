import Foundation
import GRDB
import Testing
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `Thirty days of a station` {
  /// Eight cameras with a score every five minutes instead of every 0.64 s, and two events and segments a day among them; five days of all
  /// are kept.
  @Test(.timeLimit(.minutes(15))) func `end with a file no larger than after ten days`() throws {
    let place = try StoreFolder()
    let store = try place.open(StoreOptions(scoreAge: 43_200, scoreCount: 20_000))
    let cameras = (1...8).map { "camera \($0)" }
    var pages: [Int] = []
    var kept: [UUID] = []
    for day in 0..<30 {
      for camera in cameras {
        for minute in stride(from: 0, to: 1440, by: 5) {
          let sample = ScoreSample(
            start: SetClock.origin + Double(day * 86_400 + minute * 60), duration: 0.64,
            score: Float(minute % 83) / 83)
          try store.append(sample, camera: camera)
        }
      }
      place.clock.date = SetClock.origin + Double(day * 86_400)
      for (number, camera) in cameras.enumerated() where (day + number) % 4 == 0 {
        let event = StoredEvent.sample(Double(day * 86_400), camera: camera, state: .ended)
        try store.put(event)
        _ = try store.add(.sample(Double(day * 86_400), camera: camera, kind: .clip, event: event.id))
        _ = try store.add(.sample(Double(day * 86_400), camera: camera))
        if day % 12 == 0 {
          try store.setKept(event.id, true, by: "anna")
          kept.append(event.id)
        }
      }
      let id = try store.begin(CameraNotice(kind: "night", message: "", start: place.clock.date))
      try store.end(id, at: place.clock.date + 60)
      try store.set(
        RuntimeChange(camera: "camera 1", key: "armed", value: "\(day)", by: "anna", at: place.clock.date))

      let limit = place.clock.date - 5 * 86_400
      try store.removeScores(before: limit)
      try store.removeEvents(before: limit)
      try store.removeHistory(before: limit)
      try store.discard(store.files(FileQuery(endedBefore: limit, isKept: false)).map(\.id))
      try store.forgetGarbage(store.garbage())
      if [9, 19, 29].contains(day) {
        pages.append(try place.other { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 })
      }
    }
    #expect(pages.allSatisfy { $0 <= pages[0] * 11 / 10 }, "\(pages)")
    let log = try FileManager.default.attributesOfItem(atPath: place.url.path + "/station.sqlite-wal")[.size]
    #expect(try #require(log as? NSNumber).intValue <= 16 << 20)

    // What was promised is kept.
    #expect(try Set(store.events(EventQuery(isKept: true)).map(\.id)) == Set(kept) && kept.count == 6)
    #expect(try store.files(FileQuery(isKept: true)).count == 6)
    #expect(try store.events().count < 30)
    let now = place.clock.date
    for camera in cameras {
      var count = 0
      try store.samples(camera: camera, from: now - 5 * 86_400, to: now + 86_400) { count += $0.count }
      #expect(count == 6 * 288)
    }
    #expect(try store.totalBytes == Int64(store.files().count) * 1000)
    #expect(try store.notices().count < 10 && store.history().count < 10)
    try store.close()
    #expect(try place.isWhole())
  }
}
