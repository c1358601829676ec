import Foundation
import Synchronization
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

/// What a packet source tells, as it is told.
private final class Reports: Sendable {
  private let all = Mutex<[PacketSource.Report]>([])

  func add(_ report: PacketSource.Report) { all.withLock { $0.append(report) } }

  var gaps: [SourceGap] {
    all.withLock { $0.compactMap { if case .gap(let gap) = $0 { gap } else { nil } } }
  }
  var losses: [SourceLoss] {
    all.withLock { $0.compactMap { if case .lost(let loss) = $0 { loss } else { nil } } }
  }
  var connections: Int {
    all.withLock { $0.count { if case .connected = $0 { true } else { false } } }
  }
}

@Suite(
  .serialized, .ownThread, .enabled(if: RTSPServer.isInstalled, "GStreamer's RTSP server is not installed"))
struct `A stream that is only copied` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func until(_ condition: () -> Bool) async { while !condition() { await Task.yield() } }

  /// Reads a stream until the ring reaches `end`, and gives a clip of it.
  private func clip(of path: String, on server: RTSPServer, to end: Double) async throws -> ClipFile {
    let ring = PacketRing(seconds: 60, byteLimit: 64 << 20)
    let source = try PacketSource("rtsp://127.0.0.1:\(server.port)/\(path)", ring: ring)
    let reading = Task { try await source.run() }
    await until { ring.status.end ?? 0 >= end }
    reading.cancel()
    await #expect(throws: CancellationError.self) { try await reading.value }
    #expect(source.status.connection == .ended && source.status.facts?.isLive == true)
    let summary = try await ClipWriter().write(
      ring, from: 0, to: end, destination: folder.appending("\(path).mp4"))
    return try #require(summary.files.first)
  }

  @Test(arguments: ["test", "key2", "h265", "sound"])
  func `gives clips that play`(path: String) async throws {
    let server = try RTSPServer()
    let file = try await clip(of: path, on: server, to: 3)
    #expect(server.newConnections() == 1)
    #expect(file.pictures > 20)
    #expect(try CommandLineTool.frameCount(file.url.path) == file.pictures)
    #expect(try WrittenClip.complaints(about: file.url.path) == "")
    // Of the others FFmpeg complains too when it reads the server itself.
    if ["test", "h265"].contains(path) {
      try CommandLineTool.ffmpeg("-xerror", "-i", file.url.path, "-f", "null", "-")
    }
    // Pictures are shown at the rate at which they were sent.
    let times = try WrittenClip.times(file.url.path, "v").sorted()
    let steps = zip(times, times.dropFirst()).map { $1 - $0 }.sorted()
    #expect(abs(steps[steps.count / 2] - 0.05) < 0.01)
  }

  @Test func `goes on after its server was restarted, with a new stretch and one connection at a time`()
    async throws
  {
    var server = try RTSPServer()
    let port = server.port
    let ring = PacketRing(seconds: 60, byteLimit: 64 << 20)
    let reports = Reports()
    let source = try PacketSource(
      "rtsp://127.0.0.1:\(port)/key1", ring: ring, options: MediaSourceOptions(), clock: TestClock().clock)
    let reading = Task { try await source.run { reports.add($0) } }
    await until { ring.status.packets > 30 }
    #expect(server.newConnections() == 1)
    let origin = try #require(ring.origin)
    server.kill()
    await until { !reports.losses.isEmpty }
    if case .lost = source.status.connection {} else { Issue.record("the loss is not in the status") }
    server = try RTSPServer(port: port)
    await until { !reports.gaps.isEmpty }
    let packets = ring.status.packets
    await until { ring.status.packets > packets + 20 }
    #expect(server.newConnections() == 1 && source.status.reconnections == 1)
    #expect(reports.gaps.count == 1 && reports.connections == 2)
    #expect(ring.origin == origin)
    #expect(ring.packets(from: 0, to: .infinity).count == 2)
    reading.cancel()
    _ = await reading.result
  }

  @Test func `that falls silent is lost, and tried again`() async throws {
    let server = try RTSPServer()
    defer { server.kill() }
    let clock = TestClock(hasServers: true)
    let reports = Reports()
    let ring = PacketRing(seconds: 60, byteLimit: 64 << 20)
    let source = try PacketSource(
      "rtsp://127.0.0.1:\(server.port)/key1", ring: ring, options: MediaSourceOptions(), clock: clock.clock)
    let reading = Task { try await source.run { reports.add($0) } }
    await until { ring.status.packets > 10 }
    server.freeze()
    await until {
      clock.advance(seconds: 1)
      return !reports.losses.isEmpty
    }
    #expect(reports.losses.first?.reason == .silence)
    reading.cancel()
    server.thaw()
    _ = await reading.result
  }

  @Test func `and one that is decoded are on one clock`() async throws {
    let server = try RTSPServer()
    let address = "rtsp://127.0.0.1:\(server.port)/key2"
    let (copied, decoded) = (
      PacketRing(seconds: 60, byteLimit: 64 << 20), PacketRing(seconds: 60, byteLimit: 64 << 20)
    )
    let source = try PacketSource(address, ring: copied)
    let reading = Task { try await source.run() }
    var options = MediaSourceOptions()
    options.packets = decoded
    var frames = 0
    for try await case .frame in try MediaSource(address, options: options) {
      frames += 1
      if frames == 60 { break }
    }
    await until { copied.status.end ?? 0 >= 3 }
    reading.cancel()
    let (one, other) = (try #require(copied.origin), try #require(decoded.origin))
    // The same picture, found by its bytes, has the same moment on the machine's clock.
    let known = Dictionary(
      copied.packets(from: 0, to: 99).flatMap(\.video).map { ($0.bytes, $0.time ?? 0) },
      uniquingKeysWith: { first, _ in first })
    let differences = decoded.packets(from: 0, to: 99).flatMap(\.video).compactMap { packet in
      known[packet.bytes].map { $0 + one - (packet.time ?? 0) - other }
    }
    #expect(differences.count > 20)
    #expect(server.newConnections() == 2)
    #expect(
      differences.allSatisfy { abs($0) < 1 }, "\(differences.min() ?? 0) to \(differences.max() ?? 0) s")
  }

  @Test func `of a file stands for a camera, again and again`() async throws {
    let path = folder.path("a.mp4")
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=2", "-c:v", "libx264", "-g", "10", path)
    let ring = PacketRing(seconds: 60, byteLimit: 64 << 20)
    var options = MediaSourceOptions()
    options.plays = 3
    let clock = TestClock(hasServers: false)
    let source = try PacketSource(path, ring: ring, options: options, clock: clock.clock)
    try await source.run()
    #expect(ring.status.packets == 60 && ring.packets(from: 0, to: 99).count == 3)
    #expect(abs((ring.status.end ?? 0) - 5.9) < 0.2 && abs(clock.now - 5.9) < 0.2)
  }
}
