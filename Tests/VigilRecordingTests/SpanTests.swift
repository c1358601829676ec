import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilRecording
import VigilStore
import VigilTestSupport

@Suite struct `Spans of a continuous recording` {
  private let station: TestStation
  private let ring: PacketRing
  private let recording: SegmentRecording
  private let calendar = ManualClock()
  private let first = Date(timeIntervalSince1970: 1_800_000_000)

  init() throws {
    let station = try TestStation()
    self.station = station
    let (calendar, first) = (calendar, first)
    ring = PacketRing(seconds: 12, byteLimit: 64 << 20, date: { first + calendar.now - 1000 })
    recording = SegmentRecording(
      camera: "gate", ring: ring, folder: station.folder, options: SegmentRecorderOptions(),
      clocks: station.clock.clocks, report: { [reports = station.reports] in reports.add($0) })
  }

  /// Records what a camera shows between two moments, in seconds; its own pictures may have begun later, and the calendar be set back.
  private func record(
    _ camera: TestCamera, from start: Double, to end: Double, since begin: Double = 0, setBack: Double = 0
  ) {
    for tenth in Int(start * 10) + 1...Int(end * 10) {
      let now = Double(tenth) / 10
      camera.send(to: now - begin)
      station.clock.now = 1000 + now
      calendar.now = 1000 + now - setBack
      if tenth % 10 == 0 { recording.write() }
    }
  }

  private func cut(_ start: Double, _ end: Double, replace: Bool = false) throws(RecordingError) -> SpanCut {
    try SpanCutter(station.folder).cut(
      camera: "gate", from: first + start, to: first + end,
      destination: station.home.appending("cut/span.mp4"), replace: replace)
  }

  private func isAbout(_ date: Date, _ second: Double, within limit: Double = 0.5) -> Bool {
    abs(date.timeIntervalSince(first) - second) <= limit
  }

  private var written: [String] {
    let folder = station.home.path("cut")
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  private func expectPlays(_ files: [ClipFile]) throws {
    for file in files {
      #expect(try CommandLineTool.frameCount(file.url.path) == file.pictures)
      try CommandLineTool.ffmpeg("-xerror", "-i", file.url.path, "-f", "null", "-")
    }
  }

  /// 15 s, a pause of 25 s, and 12 s of which the last are being written.
  private func recordWithPause() async throws {
    let camera = try await TestCamera(ring: ring)
    record(camera, from: 0, to: 15)
    camera.lose(until: 40)
    (station.clock.now, calendar.now) = (1040, 1040)
    camera.reconnect()
    record(camera, from: 40, to: 52)
  }

  @Test func `are listed with their pauses, also what is being written`() async throws {
    #expect(try RecordedStretch.all(in: station.folder).isEmpty)
    try await recordWithPause()
    let stretches = try RecordedStretch.all(in: station.folder)
    try #require(stretches.count == 2, "\(stretches)")
    #expect(stretches.allSatisfy { $0.camera == "gate" } && stretches.map(\.isGrowing) == [false, true])
    #expect(isAbout(stretches[0].start, 0) && isAbout(stretches[0].end, 15))
    #expect(isAbout(stretches[1].start, 40) && isAbout(stretches[1].end, 52, within: 2.5))
    let sizes = try station.files().map { try MachineDisk().size(of: station.folder.url.appending(path: $0)) }
    #expect(stretches.reduce(0) { $0 + $1.bytes } == sizes.reduce(0) { $0 + ($1 ?? 0) })
    let late = try RecordedStretch.all(in: station.folder, cameras: ["gate"], from: first + 30)
    #expect(late == [stretches[1]])
    #expect(try RecordedStretch.all(in: station.folder, to: first + 30) == [stretches[0]])
    #expect(try RecordedStretch.all(in: station.folder, cameras: ["yard"]).isEmpty)
  }

  @Test func `are cut with what is missing of them`() async throws {
    try await recordWithPause()
    let cut = try cut(-10, 45)
    try #require(cut.files.count == 1 && cut.gaps.count == 2, "\(cut)")
    #expect(cut.problems.isEmpty && written == ["span.mp4"])
    #expect(isAbout(cut.gaps[0].start, -10) && isAbout(cut.gaps[0].end, 0))
    #expect(isAbout(cut.gaps[1].start, 15) && isAbout(cut.gaps[1].end, 40))
    let interval = cut.interval(of: cut.files[0])
    #expect(isAbout(interval.start, 0) && isAbout(interval.end, 45))
    try expectPlays(cut.files)
    // From the key frame before on; they come every two seconds.
    let inner = try self.cut(5, 8, replace: true)
    let exact = inner.interval(of: inner.files[0])
    #expect(inner.gaps.isEmpty && isAbout(exact.start, 4) && isAbout(exact.end, 8))
    #expect((20...21).contains(inner.files[0].pictures))
    let error = #expect(throws: RecordingError.self) { try self.cut(20, 35, replace: true) }
    #expect(error?.code == .noPictures)
  }

  @Test func `leave nothing behind if they are given up`() async throws {
    record(try await TestCamera(ring: ring), from: 0, to: 15)
    recording.finish()
    let stop = StopRequest()
    stop.request()
    let error = #expect(throws: RecordingError.self) {
      try SpanCutter(station.folder).cut(
        camera: "gate", from: first, to: first + 9, destination: station.home.appending("cut/span.mp4"),
        stop: stop)
    }
    #expect(error?.code == .stopped && written.isEmpty)
  }

  @Test func `go into a file each where the size changed, all or none`() async throws {
    record(try await TestCamera(ring: ring), from: 0, to: 14)
    record(try await TestCamera(seconds: 20, size: "96x64", ring: ring), from: 14, to: 28, since: 14)
    try FileManager.default.createDirectory(
      at: station.home.appending("cut"), withIntermediateDirectories: false)
    try Data("mine".utf8).write(to: station.home.appending("cut/span-2.mp4"))
    let error = #expect(throws: RecordingError.self) { try self.cut(2, 26) }
    #expect(error?.message.contains("span-2.mp4 is already there") == true, "\(String(describing: error))")
    #expect(written == ["span-2.mp4"])
    let cut = try cut(2, 26, replace: true)
    #expect(cut.files.map(\.video.width) == [64, 96] && written == ["span-2.mp4", "span.mp4"])
    #expect(isAbout(cut.interval(of: cut.files[0]).start, 2))
    #expect(isAbout(cut.interval(of: cut.files[1]).start, 14))
    #expect(isAbout(cut.interval(of: cut.files[1]).end, 26))
    #expect(cut.gaps.isEmpty)
    try expectPlays(cut.files)
  }

  @Test func `are cut without a segment that is damaged, which is told`() async throws {
    record(try await TestCamera(ring: ring), from: 0, to: 35)
    recording.finish()
    let rows = try station.store.files(FileQuery(kinds: [.segment]))
    try #require(rows.count == 4)
    let damaged = station.folder.url(of: rows[1])
    try Data(count: Int(rows[1].bytes)).write(to: damaged)
    let cut = try cut(0, 34)
    #expect(cut.problems.count == 1 && cut.problems[0].contains(damaged.lastPathComponent), "\(cut.problems)")
    try #require(cut.gaps.count == 1)
    #expect(isAbout(cut.gaps[0].start, 10) && isAbout(cut.gaps[0].end, 20))
    try expectPlays(cut.files)
    let error = #expect(throws: RecordingError.self) { try self.cut(12, 18, replace: true) }
    #expect(error?.code == .unreadable)
  }

  @Test func `go into a file each where the clock was set back`() async throws {
    let camera = try await TestCamera(ring: ring)
    // Just before the segment that begins at 30 s.
    record(camera, from: 0, to: 29)
    record(camera, from: 29, to: 50, setBack: 20)
    recording.finish()
    let cut = try cut(0, 30)
    try #require(cut.files.count == 2)
    #expect(cut.gaps.isEmpty && isAbout(cut.interval(of: cut.files[1]).start, 10))
    #expect(abs(cut.files[0].pictures - 150) <= 2 && abs(cut.files[1].pictures - 100) <= 2)
    try expectPlays(cut.files)
    #expect(try RecordedStretch.all(in: station.folder).count == 1)
  }

  @Test func `are read from where a segment is once it is finished`() async throws {
    record(try await TestCamera(ring: ring), from: 0, to: 12)
    recording.finish()
    let file = station.folder.url(of: try #require(try station.store.files(FileQuery()).first))
    let piece = ClipPiece(ClipRemux.partial(of: file), finished: file)
    #expect(piece.isThere && !ClipPiece(piece.url).isThere)
    let copy = try ClipRemux.write([piece], destination: station.home.appending("copy.mp4"))
    #expect(copy.pictures == 50)
    #expect(throws: MediaError.self) {
      try ClipRemux.write([ClipPiece(piece.url)], destination: station.home.appending("none.mp4"))
    }
  }
}
