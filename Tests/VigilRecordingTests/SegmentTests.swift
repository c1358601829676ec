import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilRecording
import VigilStore
import VigilTestSupport

@Suite struct `A continuous recording` {
  private func recording(_ station: TestStation, _ ring: PacketRing) -> SegmentRecording {
    SegmentRecording(
      camera: "gate", ring: ring, folder: station.folder, options: SegmentRecorderOptions(),
      clocks: station.clock.clocks, report: { [reports = station.reports] in reports.add($0) })
  }

  @Test(arguments: [1, 4, 7])
  func `is cut at key frames, and loses no picture`(keyInterval: Int) async throws {
    let station = try TestStation()
    let ring = PacketRing(seconds: 12, byteLimit: 64 << 20)
    let camera = try await TestCamera(keyInterval: keyInterval, reorders: true, ring: ring)
    let recording = recording(station, ring)
    for second in 1...60 {
      camera.send(to: Double(second))
      station.clock.now = 1000 + Double(second)
      recording.write()
    }
    recording.finish()
    let rows = try station.store.files(FileQuery(kinds: [.segment]))
    let pictures = try rows.map { try CommandLineTool.frameCount(station.folder.url(of: $0).path) ?? 0 }
    #expect(pictures.reduce(0, +) == 300)
    let length = Int((10 / Double(keyInterval)).rounded(.up)) * keyInterval * 5
    #expect(pictures.dropLast().allSatisfy { $0 == length }, "\(pictures)")
    try station.expectConsistent()
    #expect(station.reports.all.isEmpty)
  }

  @Test func `gives any span of it again, also of what is being written`() async throws {
    let station = try TestStation()
    let first = Date(timeIntervalSince1970: 1_800_000_000)
    let clock = station.clock
    let ring = PacketRing(seconds: 12, byteLimit: 64 << 20, date: { first + clock.now - 1000 })
    let camera = try await TestCamera(reorders: true, ring: ring)
    let recording = recording(station, ring)
    for tenth in 1...450 {
      camera.send(to: Double(tenth) / 10)
      station.clock.now = 1000 + Double(tenth) / 10
      if tenth % 10 == 0 { recording.write() }
    }
    let cutter = SpanCutter(station.folder)
    for (start, end) in [(3.0, 5.0), (8, 31), (38, 43)] {
      let destination = station.home.appending("span.mp4")
      let files = try cutter.cut(
        camera: "gate", from: first + start, to: first + end, destination: destination, replace: true
      ).files
      try #require(files.count == 1)
      #expect(files[0].start <= 0.3 && files[0].end >= end - start - 0.3)
      #expect(abs(Double(files[0].pictures) - (files[0].end - files[0].start) * TestCamera.rate) < 1.5)
      #expect(try CommandLineTool.frameCount(destination.path) == files[0].pictures)
      try CommandLineTool.ffmpeg("-xerror", "-i", destination.path, "-f", "null", "-")
    }
    let error = #expect(throws: RecordingError.self) {
      try cutter.cut(
        camera: "gate", from: first - 90, to: first - 50, destination: station.home.appending("none.mp4"))
    }
    #expect(error?.code == .noPictures)
  }

  @Test func `begins another segment where the camera was lost`() async throws {
    let station = try TestStation()
    let ring = PacketRing(seconds: 12, byteLimit: 64 << 20)
    let camera = try await TestCamera(ring: ring)
    let recording = recording(station, ring)
    camera.send(to: 5)
    recording.write()
    camera.lose(until: 40)
    camera.reconnect()
    camera.send(to: 44)
    recording.write()
    recording.finish()
    let rows = try station.store.files(FileQuery())
    #expect(rows.count == 2)
    #expect(rows.allSatisfy { $0.end.timeIntervalSince($0.start) < 6 })
    try station.expectConsistent()
  }

  @Test func `that is interrupted is finished at the next start`() async throws {
    let station = try TestStation()
    let ring = PacketRing(seconds: 12, byteLimit: 64 << 20)
    let camera = try await TestCamera(ring: ring)
    var recording: SegmentRecording? = recording(station, ring)
    for second in 1...25 {
      camera.send(to: Double(second))
      recording?.write()
    }
    recording = nil
    let report = try station.restarted().recover()
    #expect(report.finished.count == 1)
    #expect(try station.store.files(FileQuery()).count == 3)
    try station.expectConsistent()
  }

  @Test func `of a camera that fell silent is finished`() async throws {
    let station = try TestStation()
    let ring = PacketRing(seconds: 12, byteLimit: 64 << 20)
    let camera = try await TestCamera(ring: ring)
    let recording = recording(station, ring)
    camera.send(to: 5)
    recording.write()
    #expect(try station.store.files(FileQuery()).map(\.isFinished) == [false])
    station.clock.now += 30
    recording.write()
    try station.expectConsistent()
  }
}
