import Dispatch
import Foundation
import GRDB
import Synchronization
import Testing
import VigilStore
import VigilTestSupport

@Suite struct `A database that another program has locked` {
  @Test func `is an error after a wait, and nothing is lost once it is free`() throws {
    let place = try StoreFolder()
    let store = try place.open(StoreOptions(patience: 0.05, scoreAge: 10, heldScores: 50))
    let event = StoredEvent.sample()
    try store.put(event)
    let other = try DatabaseQueue(path: place.database.path)
    try other.writeWithoutTransaction { database in
      try database.execute(sql: "BEGIN IMMEDIATE")
      #expect(code { try store.put(.sample()) } == .locked)
      #expect(message { try store.put(.sample()) }.contains("another program has locked"))
      // Readers go on.
      #expect(try store.events() == [event])
      let sample = ScoreSample(start: SetClock.origin, duration: 1, score: 0.5)
      try store.append(sample, camera: "gate")
      #expect(code { try store.flushScores() } == .locked)
      #expect(try store.samples(camera: "gate", from: .distantPast, to: .distantFuture) == [sample])
      // It is not tried again with every score.
      for _ in 0..<9 { try store.append(sample, camera: "gate") }
      place.clock.advance(10)
      #expect(code { try store.append(sample, camera: "gate") } == .locked)
      #expect(store.lostScores == 0)
      for _ in 0..<49 { try store.append(sample, camera: "gate") }
      #expect(store.lostScores == 10)
      try database.execute(sql: "COMMIT")
    }
    #expect(try store.put(.sample()))
    try store.close()
    let next = try place.open()
    #expect(try next.events().count == 2)
    #expect(try next.samples(camera: "gate", from: .distantPast, to: .distantFuture).count == 50)
  }
}

@Suite struct `Writing` {
  @Test func `waits for the disk, also after scores, which do not, and after errors`() throws {
    let place = try StoreFolder()
    let store = try place.open(StoreOptions(patience: 0.05))
    #expect(try store.waitsForDisk)
    try store.append(ScoreSample(start: SetClock.origin, duration: 1, score: 0.5), camera: "gate")
    try store.flushScores()
    #expect(try store.waitsForDisk)
    try store.append(ScoreSample(start: SetClock.origin, duration: 1, score: 0.5), camera: "gate")
    try place.other { database in
      try database.execute(sql: "BEGIN IMMEDIATE")
      #expect(code { try store.flushScores() } == .locked)
      #expect(try store.waitsForDisk)
      try database.execute(sql: "ROLLBACK")
    }
    try store.close()
    #expect(code { try store.put(.sample()) } == .failed)
    try store.close()
  }

  @Test func `a database that is locked while it is opened is an error that says so`() throws {
    let place = try StoreFolder()
    try place.open().close()
    try place.other { database in
      try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; DELETE FROM event; COMMIT")
      #expect(code { _ = try place.open(StoreOptions(patience: 0.05)) } == .locked)
    }
    try place.open().close()
  }

  @Test func `from many threads loses, doubles and reorders nothing`() throws {
    let place = try StoreFolder()
    let store = try place.open(StoreOptions(scoreCount: 37))
    let errors = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 6) { thread in
      do {
        let camera = "camera \(thread % 3)"
        var seen = 0
        for number in 0..<400 {
          if thread < 3 {
            try store.append(
              ScoreSample(
                start: SetClock.origin + Double(number), duration: 1, score: Float(number) / 400),
              camera: camera)
            if number % 50 == 0 { try store.put(.sample(Double(number), camera: camera)) }
          } else if number % 10 == 0 {
            let found = try store.samples(camera: camera, from: .distantPast, to: .distantFuture)
            let isWhole = found.enumerated().allSatisfy { $0.element.score == Float($0.offset) / 400 }
            if found.count < seen || !isWhole { errors.withLock { $0.append("\(camera): \(found.count)") } }
            seen = found.count
          }
        }
      } catch {
        errors.withLock { $0.append("\(error)") }
      }
    }
    #expect(errors.withLock { $0 } == [])
    for thread in 0..<3 {
      #expect(
        try store.samples(camera: "camera \(thread)", from: .distantPast, to: .distantFuture).count == 400)
    }
    #expect(try store.events().count == 24)
  }
}

@Suite(.enabled(if: TemporaryDisk.isPossible, "only root can mount a small disk"), .serialized)
struct `A disk` {
  @Test func `that is full refuses and loses nothing, and the station goes on when there is room`() throws {
    let disk = try TemporaryDisk(kilobytes: 1024)
    let clock = SetClock()
    let store = try StationStore(folder: disk.url.appending(path: "station"), date: { clock.date })
    let ballast = disk.url.appending(path: "ballast")
    let event = StoredEvent.sample()
    try store.put(event)
    _ = FileManager.default.createFile(atPath: ballast.path, contents: nil)
    let handle = try FileHandle(forWritingTo: ballast)
    while (try? handle.write(contentsOf: Data(count: 4096))) != nil {}
    try handle.close()
    // The log has some room that it took before.
    var stored = [event.id]
    var thrown: StoreError.Code?
    for second in 1..<2000 where thrown == nil {
      let event = StoredEvent.sample(Double(second))
      thrown = code { try store.put(event) }
      if thrown == nil { stored.append(event.id) }
    }
    #expect(thrown == .full)
    #expect(try Set(store.events(EventQuery(limit: 5000)).map(\.id)) == Set(stored))
    let sample = ScoreSample(start: clock.date, duration: 1, score: 0.5)
    for _ in 0..<5000 {
      do { try store.append(sample, camera: "gate") } catch { #expect(error.code == .full) }
    }
    #expect(code { try store.backup(to: disk.url.appending(path: "copy.sqlite")) } == .full)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: disk.url.path).sorted() == ["ballast", "station"])
    try FileManager.default.removeItem(at: ballast)
    let late = StoredEvent.sample(5000)
    try store.put(late)
    try store.close()
    let next = try StationStore(folder: disk.url.appending(path: "station"), date: { clock.date })
    #expect(Set(next.opening.interruptedEvents) == Set(stored + [late.id]))
    #expect(try next.samples(camera: "gate", from: .distantPast, to: .distantFuture).count == 5000)
  }

  @Test func `without room for a new database leaves nothing behind`() throws {
    let disk = try TemporaryDisk(kilobytes: 40)
    #expect(code { _ = try StationStore(folder: disk.url.appending(path: "station")) } == .full)
    let names = try FileManager.default.contentsOfDirectory(atPath: disk.url.appending(path: "station").path)
    #expect(names.allSatisfy { $0 == "station.lock" }, "\(names)")
  }

  @Test func `that can only be read says so`() throws {
    let disk = try TemporaryDisk(kilobytes: 1024)
    let folder = disk.url.appending(path: "station")
    let event = StoredEvent.sample(state: .ended)
    do {
      let store = try StationStore(folder: folder)
      try store.put(event)
      try store.close()
    }
    try disk.setReadOnly(true)
    #expect(code { _ = try StationStore(folder: folder) } == .readOnly)
    #expect(code { _ = try StationStore(folder: disk.url.appending(path: "other")) } == .readOnly)
    #expect(code { _ = try StationStore(reading: folder) } == .readOnly)
    try disk.setReadOnly(false)
    #expect(try StationStore(folder: folder).events() == [event])
  }
}
