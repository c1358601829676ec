import Foundation
import GRDB
import Testing
import VigilStore
import VigilTestSupport

@Suite struct `A backup` {
  let place: StoreFolder
  init() throws { place = try StoreFolder() }

  @Test func `holds everything, beside a station that writes, and can be restored`() throws {
    let store = try place.open()
    let event = StoredEvent.sample(state: .ended)
    let file = try store.add(.sample())
    try store.put(event)
    try store.append(ScoreSample(start: SetClock.origin, duration: 1, score: 0.5), camera: "gate")
    let copy = place.folder.appending("copies/today.sqlite")
    try FileManager.default.createDirectory(
      at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("an older copy".utf8).write(to: copy)
    try store.backup(to: copy)
    try store.put(.sample(1))
    let names = try FileManager.default.contentsOfDirectory(atPath: copy.deletingLastPathComponent().path)
    #expect(names == ["today.sqlite"])
    let mode = try FileManager.default.attributesOfItem(atPath: copy.path)[.posixPermissions] as? NSNumber
    #expect(mode?.intValue == 0o600)
    try store.close()

    let restored = place.folder.appending("restored")
    try FileManager.default.createDirectory(at: restored, withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: copy, to: restored.appending(path: "station.sqlite"))
    let next = try StationStore(folder: restored)
    #expect(try next.events() == [event])
    #expect(try next.files() == [file])
    #expect(try next.samples(camera: "gate", from: .distantPast, to: .distantFuture).count == 1)
  }

  @Test func `is made by a reader too`() throws {
    let store = try place.open()
    try store.put(.sample())
    let reader = try StationStore(reading: place.url)
    let copy = place.folder.appending("copy.sqlite")
    try reader.backup(to: copy)
    #expect(
      try DatabaseQueue(path: copy.path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM event") } == 1
    )
  }

  @Test func `never takes the place of the database`() throws {
    let store = try place.open()
    #expect(code { try store.backup(to: place.database) } == .invalid)
    #expect(
      code { try store.backup(to: place.url.appending(path: "../station/station.sqlite-wal")) } == .invalid)
    #expect(code { try store.backup(to: URL(filePath: "/nowhere/at/all.sqlite")) } == .readOnly)
    try store.put(.sample())
  }
}
