import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

@Suite(
  .serialized, .ownThread, .enabled(if: RTSPServer.isInstalled, "GStreamer's RTSP server is not installed"))
struct `A camera on the network` {
  private func camera(_ server: RTSPServer, user: String = "", clock: TestClock) throws -> MediaSource {
    // Room for all frames that come while a test is busy with its server.
    var options = MediaSourceOptions()
    options.bufferedFrames = 1000
    // The clock moves while nothing is waited for, as if decoding were slow.
    options.latenessLimit = .infinity
    return try MediaSource(
      "rtsp://\(user)127.0.0.1:\(server.port)/test", options: options, clock: clock.clock)
  }

  @Test func `gives frames, and its facts`() async throws {
    let server = try RTSPServer()
    let source = try camera(server, clock: TestClock())
    var times: [Double] = []
    for try await case .frame(let frame) in source {
      #expect(frame.width == 160 && frame.height == 120)
      times.append(frame.time)
      if times.count == 10 { break }
    }
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    let facts = try #require(source.status.facts)
    #expect(facts.codec == "h264" && facts.isLive && facts.duration == nil)
  }

  @Test func `goes on after its server was restarted, with a gap`() async throws {
    var server = try RTSPServer()
    let port = server.port
    let clock = TestClock()
    let source = try camera(server, clock: clock)
    var frames = 0
    var gap: SourceGap?
    var lastTime = 0.0
    for try await element in source {
      switch element {
      case .frame(let frame):
        frames += 1
        #expect(frame.time >= lastTime)
        lastTime = frame.time
        if gap == nil, frames == 5 {
          server.kill()
          server = try RTSPServer(port: port)
        }
      case .lost: break
      case .gap(let found):
        #expect(found.start == lastTime && found.reason == .connectionLost)
        gap = found
        frames = 0
      }
      if gap != nil, frames == 3 { break }
    }
    let found = try #require(gap)
    #expect(found.end - found.start >= 0.5, "the wait before the connection was made again")
    #expect(source.status.reconnections == 1)
    #expect(clock.pauses.first == 0.5)
  }

  @Test func `that falls silent is connected to again`() async throws {
    let server = try RTSPServer()
    let clock = TestClock()
    let source = try camera(server, clock: clock)
    var gap: SourceGap?
    var frames = 0
    reading: for try await element in source {
      switch element {
      case .frame:
        frames += 1
        guard frames == 5 else { continue }
        if gap != nil { break reading }
        server.freeze()
        let watch = Task.detached {
          // What was sent before the silence is read first; the time of silence begins after it.
          while !Task.isCancelled {
            if case .lost = source.status.connection { break }
            clock.advance(seconds: 1)
            await Task.yield()
          }
        }
        while true {
          if case .lost = source.status.connection { break }
          await Task.yield()
        }
        watch.cancel()
        server.thaw()
      case .lost: break
      case .gap(let found):
        gap = found
        frames = 0
      }
    }
    #expect(gap?.reason == .silence)
  }

  @Test func `lets in who knows the password`() async throws {
    let server = try RTSPServer(user: "viewer", password: "hunter2")
    for try await element in try camera(server, user: "viewer:hunter2@", clock: TestClock()) {
      if case .frame = element { break }
    }
  }

  @Test(arguments: ["", "viewer:wrong@"])
  func `refuses who does not, once`(user: String) async throws {
    let server = try RTSPServer(user: "viewer", password: "hunter2")
    let clock = TestClock()
    let source = try camera(server, user: user, clock: clock)
    let error = await #expect(throws: MediaError.self) { try await source.frames() }
    #expect(error?.code == .unauthorized)
    #expect(error?.message.contains("wrong") == false)
    #expect(clock.pauses.isEmpty)
  }
}
