import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilRecording
import VigilStore
import VigilTestSupport

@Suite(.serialized, .enabled(if: TemporaryDisk.isPossible, "only root can mount a small disk"))
struct `A disk` {
  /// Pictures of noise, six megabytes a minute.
  private func camera(_ ring: PacketRing) async throws -> TestCamera {
    try await TestCamera(
      size: "320x240", ring: ring,
      options: ["-vf", "noise=alls=60:allf=t", "-b:v", "800k", "-maxrate", "800k", "-bufsize", "400k"])
  }

  @Test func `that fills up ends a clip, and recording goes on by itself once there is room`() async throws {
    let disk = try TemporaryDisk(kilobytes: 6 << 10)
    let station = try TestStation(recordings: disk.url.appending(path: "recordings"))
    try station.folder.check()
    let ring = PacketRing(seconds: 100, byteLimit: 64 << 20)
    let camera = try await camera(ring)
    let ballast = disk.url.appending(path: "ballast")
    try Data(repeating: 1, count: 4_500_000).write(to: ballast)
    let clip = station.clip(ring, start: 5)
    camera.send(to: 6)
    #expect(!clip.write(to: nil))
    camera.send(to: 60)
    #expect(clip.write(to: nil))
    let finished = clip.finish(to: 50)
    #expect(finished.error?.code == .full && finished.files.isEmpty)
    let stops = station.reports.all.filter { if case .stopped = $0 { true } else { false } }
    #expect(stops.count == 1)
    // Somebody makes room.
    try FileManager.default.removeItem(at: ballast)
    station.clock.now += 10
    let next = station.clip(ring, start: 5, before: 0, after: 1)
    while !next.write(to: 6) {}
    #expect(next.finish(to: 6).error == nil)
    #expect(station.reports.all.contains(.resumed))
    // What there is of the first clip was finished too.
    #expect(try station.store.files(FileQuery()).count == 2)
    try station.expectConsistent()
  }

  @Test func `that is read-only stops recording, and nothing else`() async throws {
    let disk = try TemporaryDisk(kilobytes: 4 << 10)
    let station = try TestStation(recordings: disk.url.appending(path: "recordings"))
    try station.folder.check()
    try disk.setReadOnly(true)
    let ring = PacketRing(seconds: 100, byteLimit: 64 << 20)
    let camera = try await camera(ring)
    camera.send(to: 20)
    let clip = station.clip(ring, start: 5)
    #expect(clip.write(to: 10))
    #expect(clip.finish(to: 10).error?.code == .cannotWrite)
    #expect(station.folder.stopReason?.message.contains("Read-only") == true)
    // While nothing changes, nothing more is told.
    let told = station.reports.all.count
    station.clock.now += 10
    let useless = station.clip(ring, start: 5)
    #expect(!useless.write(to: 10) && useless.finish(to: 10).error?.code == .cannotWrite)
    #expect(station.reports.all.count == told)
    try disk.setReadOnly(false)
    station.clock.now += 10
    let next = station.clip(ring, start: 5)
    while !next.write(to: 10) {}
    #expect(next.finish(to: 10).error == nil && station.reports.all.last == .resumed)
    try station.expectConsistent()
  }
}
