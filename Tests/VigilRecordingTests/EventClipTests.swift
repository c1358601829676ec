import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilRecording
import VigilStore
import VigilTestSupport

@Suite struct `The clip of an event` {
  @Test(arguments: 1...10)
  func `is never shorter than asked for, whatever the key frames are`(keyInterval: Int) async throws {
    let station = try TestStation()
    var random = SplitMix64(seed: UInt64(keyInterval))
    let recording = try await TestCamera.record(keyInterval: keyInterval, reorders: keyInterval % 2 == 0)
    for _ in 0..<5 {
      // Detection takes up to two seconds; the ring reaches back that much more.
      let (before, after) = (
        Double.random(in: 0...8, using: &random), Double.random(in: 0...8, using: &random)
      )
      let start = Double.random(in: 12...25, using: &random)
      let end = start + Double.random(in: 0.5...10, using: &random)
      let ring = PacketRing(seconds: before + 2, byteLimit: 64 << 20)
      let camera = TestCamera(recording, ring: ring)
      camera.send(to: start + Double.random(in: 0...1.8, using: &random))
      let clip = station.clip(ring, start: start, before: before, after: after)
      var reached = start + 2
      while reached < end + 2 {
        #expect(!clip.write(to: nil))
        reached += 0.7
        camera.send(to: reached)
      }
      while !clip.write(to: end + after) {
        reached += 0.7
        camera.send(to: reached)
      }
      let finished = clip.finish(to: end + after)
      #expect(finished.error == nil && finished.missingBefore == 0 && finished.missingAfter == 0)
      #expect(
        finished.start <= start - before && finished.start > start - before - Double(keyInterval) - 0.01)
      #expect(finished.end >= end + after)
      let file = try #require(finished.files.first)
      #expect(try CommandLineTool.frameCount(station.folder.url(of: file).path) == finished.pictures)
      #expect(abs(Double(finished.pictures) - (finished.end - finished.start) * TestCamera.rate) < 1.5)
    }
    #expect(station.reports.all.isEmpty)
    try station.expectConsistent()
  }

  @Test func `tells what the ring did not reach back, and what never came`() async throws {
    let station = try TestStation()
    let ring = PacketRing(seconds: 100, byteLimit: 64 << 20)
    let camera = try await TestCamera(ring: ring)
    camera.send(to: 6)
    let clip = station.clip(ring, start: 2)
    #expect(!clip.write(to: 20))
    let finished = clip.finish(to: 20)
    #expect(finished.missingBefore == 3 && abs(finished.missingAfter - 13.8) < 0.01)
    #expect(finished.error == nil && finished.pictures == 31)
    try station.expectConsistent()
  }

  @Test func `shows a lost camera's last picture until it is back`() async throws {
    let station = try TestStation()
    let ring = PacketRing(seconds: 100, byteLimit: 64 << 20)
    let camera = try await TestCamera(ring: ring)
    camera.send(to: 12)
    let clip = station.clip(ring, start: 10)
    #expect(!clip.write(to: nil))
    camera.lose(until: 20)
    camera.reconnect()
    camera.send(to: 40)
    while !clip.write(to: 30) {}
    let finished = clip.finish(to: 30)
    #expect(finished.gaps == [ClipGap(start: 12, end: 20)] && finished.files.count == 1)
    #expect(finished.start == 4 && finished.end >= 30)
    try station.expectConsistent()
  }

  @Test func `has the times of the pictures' arrival by the calendar, and a path by them`() async throws {
    let station = try TestStation()
    let date = Date(timeIntervalSince1970: 1_800_000_000)
    let ring = PacketRing(seconds: 100, byteLimit: 64 << 20, date: { date })
    let camera = try await TestCamera(ring: ring)
    camera.send(to: 20)
    let id = UUID()
    let clip = station.clip(ring, start: 10, id: id)
    while !clip.write(to: 15) {}
    let file = try #require(clip.finish(to: 15).files.first)
    #expect(file.path == "clips/front%20door/2027-01-15/080000-\(id.uuidString.lowercased().prefix(8)).mp4")
    #expect(file.start == date && abs(file.end.timeIntervalSince(date) - 11.2) < 0.3)
    #expect(file.event == id && file.camera == "front door" && file.kind == .clip)
    #expect(try store(station).contains(file))
  }

  @Test func `that could be read while it was written is finished at the next start`() async throws {
    let station = try TestStation()
    let ring = PacketRing(seconds: 100, byteLimit: 64 << 20)
    let camera = try await TestCamera(ring: ring)
    camera.send(to: 20)
    // Never finished: the program ends here.
    var clip: EventClip? = station.clip(ring, start: 10)
    #expect(clip?.write(to: nil) == false)
    let growing = try #require(try station.files().first)
    #expect(growing.hasSuffix(".mp4.partial"))
    #expect(try CommandLineTool.frameCount(station.folder.url.appending(path: growing).path) ?? 0 > 70)
    #expect(try store(station).map(\.isFinished) == [false])
    clip = nil
    let report = try station.restarted().recover()
    #expect(report.finished.count == 1 && report.discarded.isEmpty && report.adopted.isEmpty)
    try station.expectConsistent()
    #expect(try station.restarted().recover().isClean)
  }

  private func store(_ station: TestStation) throws -> [StoredFile] { try station.store.files(FileQuery()) }
}
