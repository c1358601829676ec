import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilRecording
import VigilStore
import VigilTestSupport

@Suite struct `A recording folder` {
  private static let marker = ".vigil-recordings"

  @Test func `is made with a marker when the station never recorded`() throws {
    let station = try TestStation()
    try station.folder.check()
    let id = try String(contentsOf: station.folder.url.appending(path: Self.marker), encoding: .utf8)
    #expect(UUID(uuidString: id.trimmingCharacters(in: .newlines)) != nil)
    try station.restarted().check()
    #expect(try station.restarted().recover().isClean)
  }

  @Test func `whose marker is gone is not mounted: nothing is written, and no marker is made`() throws {
    let station = try TestStation()
    try station.folder.check()
    try FileManager.default.removeItem(at: station.folder.url)
    try FileManager.default.createDirectory(at: station.folder.url, withIntermediateDirectories: true)
    for _ in 0..<2 {
      let error = #expect(throws: RecordingError.self) { try station.folder.check() }
      #expect(error?.code == .notMounted && error?.message.contains("not mounted") == true)
    }
    #expect(throws: RecordingError.self) { try station.restarted().recover() }
    #expect(try FileManager.default.contentsOfDirectory(atPath: station.folder.url.path).isEmpty)
  }

  @Test func `of another station is refused`() throws {
    let (one, other) = (try TestStation(), try TestStation())
    try one.folder.check()
    try other.folder.check()
    let marker = one.folder.url.appending(path: Self.marker)
    try FileManager.default.removeItem(at: marker)
    try FileManager.default.copyItem(at: other.folder.url.appending(path: Self.marker), to: marker)
    let error = #expect(throws: RecordingError.self) { try one.folder.check() }
    #expect(error?.code == .otherStation)
  }

  @Test func `is taken over by a new database, with what is in it`() async throws {
    let station = try TestStation()
    let ring = PacketRing(seconds: 100, byteLimit: 64 << 20)
    let camera = try await TestCamera(ring: ring)
    camera.send(to: 20)
    let (whole, interrupted) = (station.clip(ring, start: 8), station.clip(ring, start: 9))
    while !whole.write(to: 15) {}
    let known = try #require(whole.finish(to: 15).files.first)
    _ = interrupted.write(to: nil)
    // What lies beside a clip is signed as it is.
    let event = try #require(known.event)
    let attachments = try [("jpg", FileKind.picture), ("vtt", .track), ("json", .track)].map {
      try station.folder.keep(
        Data("what is \($0.0)".utf8), as: $0.1, camera: "front door", event: event, suffix: $0.0,
        over: DateInterval(start: known.start, end: known.end))
    }
    let store = try StationStore(folder: station.home.appending("new"))
    let folder = RecordingFolder(
      station.folder.url, store: store, options: RecordingOptions(reserve: 0), clocks: station.clock.clocks)
    let report = try folder.recover()
    #expect(report.adopted.count == 5 && report.discarded.isEmpty)
    let rows = try store.files(FileQuery())
    #expect(
      rows.count == 5 && rows.allSatisfy { $0.isFinished && $0.camera == "front door" && $0.sha256 != nil })
    for file in attachments {
      let adopted = try #require(rows.first { $0.path == file.path })
      #expect(adopted.kind == file.kind && adopted.bytes == file.bytes && adopted.sha256 == file.sha256)
      #expect(try Data(contentsOf: folder.url(of: file)).count == Int(file.bytes))
    }
    let again = try #require(rows.first { $0.path == known.path })
    #expect(again.bytes == known.bytes && again.sha256 == known.sha256)
    #expect(abs(again.end.timeIntervalSince(known.end)) < 1)
    #expect(try folder.recover().isClean)
  }

  @Test func `gives what an older database does not list back to its event`() throws {
    let station = try TestStation()
    try station.folder.check()
    let start = Date(timeIntervalSince1970: 1_800_000_000)
    let event = StoredEvent(
      id: UUID(), camera: "front door", severity: .alarm, state: .interrupted, start: start, end: start + 9,
      peakScore: 1, peakDate: start + 3, threshold: 0.5, model: "test")
    _ = try station.store.put(event)
    let files = try [("jpg", FileKind.picture), ("vtt", .track)].map {
      try station.folder.keep(
        Data($0.0.utf8), as: $0.1, camera: "front door", event: event.id, suffix: $0.0,
        over: DateInterval(start: start, duration: 0))
    }
    // As in a backup from before they were written.
    for path in try station.store.discard(files.map(\.id), includingKept: true) {
      try station.store.forgetGarbage([path])
    }
    let report = try station.restarted().recover()
    #expect(report.adopted == files.map(\.path).sorted() && report.discarded.isEmpty)
    let rows = try station.store.files(FileQuery(event: event.id))
    #expect(Set(rows.map(\.sha256)) == Set(files.map(\.sha256)))
    #expect(rows.first { $0.kind == .track }?.end == event.end)
    #expect(try station.restarted().recover().isClean)
  }

  @Test func `that is full stops recording once, and lets it go on by itself`() async throws {
    let station = try TestStation(reserve: .max)
    let ring = PacketRing(seconds: 100, byteLimit: 64 << 20)
    let camera = try await TestCamera(ring: ring)
    camera.send(to: 20)
    for start in [8.0, 9] {
      let clip = station.clip(ring, start: start)
      #expect(!clip.write(to: 15))
      #expect(clip.finish(to: 15).error?.code == .full)
    }
    #expect(station.reports.all.count == 1)
    guard case .stopped(let reason)? = station.reports.all.first else {
      Issue.record("it did not say that it stopped")
      return
    }
    #expect(reason.code == .full && station.folder.stopReason == reason)
    #expect(try station.files().isEmpty && station.store.files(FileQuery()).isEmpty)
  }

  @Test func `reports rows whose file is gone or not as it was`() async throws {
    let station = try TestStation()
    let ring = PacketRing(seconds: 100, byteLimit: 64 << 20)
    let camera = try await TestCamera(ring: ring)
    camera.send(to: 30)
    let files = try [8.0, 12, 16].map { start in
      let clip = station.clip(ring, start: start)
      while !clip.write(to: 25) {}
      return try #require(clip.finish(to: 25).files.first)
    }
    try FileManager.default.removeItem(at: station.folder.url(of: files[0]))
    try Data("x".utf8).write(to: station.folder.url(of: files[1]))
    try Data("x".utf8).write(to: station.folder.url.appending(path: "clips/note.txt"))
    let report = try station.restarted().recover()
    #expect(report.missing == [files[0].path] && report.damaged == [files[1].path])
    #expect(report.adopted.isEmpty && report.discarded.isEmpty)
    #expect(try station.store.files(FileQuery()).map(\.path) == [files[1].path, files[2].path])
  }
}
