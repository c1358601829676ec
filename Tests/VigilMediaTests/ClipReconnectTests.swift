import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

@Suite(.ownThread) struct `A clip of a source that was lost` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func video(_ name: String, size: String) throws -> String {
    let path = folder.path(name)
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=\(size):rate=10:duration=2", "-c:v", "libx264", "-bf", "2", "-g",
      "10", path)
    return path
  }

  /// Reads a file as if it were a camera that breaks off at its end, twice, with another file the second time.
  private func read(_ first: String, then second: String, ring: PacketRing) async throws -> [Frame] {
    let path = folder.path("camera.ts")
    try FileManager.default.copyItem(atPath: first, toPath: path)
    let time = TestClock(holdsPauses: true)
    var options = MediaSourceOptions()
    options.liveness = .live
    options.bufferedFrames = 1000
    options.packets = ring
    let source = try MediaSource(path, options: options, clock: time.clock)
    var frames: [Frame] = []
    for try await case .frame(let frame) in source {
      frames.append(frame)
      if frames.count == 20 {
        while time.pauses.isEmpty { await Task.yield() }
        time.advance(seconds: 6)
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(atPath: second, toPath: path)
        time.endPause()
      }
      if frames.count == 40 { break }
    }
    return frames
  }

  @Test func `goes on in one file, with the gap as long as it was`() async throws {
    let path = try video("a.ts", size: "64x48")
    let ring = PacketRing(seconds: 100, byteLimit: 1 << 20)
    let frames = try await read(path, then: path, ring: ring)
    let destination = folder.appending("clip.mp4")
    let summary = try await ClipWriter().write(ring, from: 1.5, to: 99, destination: destination)
    let file = try #require(summary.files.first)
    #expect(summary.files.count == 1 && summary.start == 1)
    #expect(summary.gaps == [ClipGap(start: frames[19].time, end: frames[20].time)])
    #expect(frames[20].time - frames[19].time > 4)
    try await WrittenClip.expect(file, shows: Array(frames[10...]))
  }

  @Test func `begins another file where it came back with other parameters`() async throws {
    let ring = PacketRing(seconds: 100, byteLimit: 1 << 20)
    let frames = try await read(
      try video("a.ts", size: "64x48"), then: try video("b.ts", size: "96x64"), ring: ring)
    let summary = try await ClipWriter().write(ring, from: 0, to: 99, destination: folder.appending("c.mp4"))
    try #require(summary.files.count == 2)
    try await WrittenClip.expect(summary.files[0], shows: Array(frames[..<20]))
    try await WrittenClip.expect(summary.files[1], shows: Array(frames[20...]))
    #expect(summary.gaps.count == 1)
  }

  @Test(.enabled(if: RTSPServer.isInstalled, "GStreamer's RTSP server is not installed"))
  func `on the network is made of the connection that is watched`() async throws {
    var server = try RTSPServer()
    let port = server.port
    let ring = PacketRing(seconds: 10_000, byteLimit: 32 << 20)
    let clock = TestClock()
    var options = MediaSourceOptions()
    options.bufferedFrames = 1000
    options.packets = ring
    let source = try MediaSource("rtsp://127.0.0.1:\(port)/test", options: options, clock: clock.clock)
    var frames: [Frame] = []
    var gap: SourceGap?
    var connections: [Int] = []
    for try await element in source {
      switch element {
      case .frame(let frame): frames.append(frame)
      case .lost: break
      case .gap(let found): gap = found
      }
      if connections.isEmpty, frames.count == 20 {
        connections.append(server.newConnections())
        server.kill()
        server = try RTSPServer(port: port)
      }
      if let gap, let last = frames.last, last.time > gap.end + 1 { break }
    }
    let found = try #require(gap)
    let end = try #require(frames.last?.time)
    let destination = folder.appending("clip.mp4")
    let summary = try await ClipWriter().write(ring, from: 0.6, to: end, destination: destination)
    connections.append(server.newConnections())
    #expect(connections == [1, 1], "watching and recording share a connection")
    let file = try #require(summary.files.first)
    #expect(summary.files.count == 1 && summary.gaps.count == 1)
    #expect(summary.start <= 0.6 && summary.start > 0.2)
    #expect(summary.gaps.first?.end == found.end)
    let clip = try await MediaSource(destination.path).frames()
    let shown = frames.filter { $0.time >= file.start && $0.time <= end }
    let isEqual = clip.map(\.pixels) == shown.map(\.pixels)
    #expect(isEqual, "the clip shows what was watched")
    let errors = zip(clip, shown).map { abs($0.time - ($1.time - file.start)) }
    #expect(errors.max() ?? 1 < 2e-5)
    #expect(abs(file.startDate.timeIntervalSinceNow) < 3600)
  }
}
