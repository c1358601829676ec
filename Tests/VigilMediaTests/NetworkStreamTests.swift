import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

/// FFmpeg as a sender, for a minute at most.
final class StreamSender {
  private let process = Process()

  /// Sends ten pictures a second.
  init(_ output: String...) throws {
    process.executableURL = URL(filePath: CommandLineTool.path(of: "ffmpeg") ?? "")
    process.arguments =
      [
        "-v", "quiet", "-re", "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=10:duration=60", "-c:v",
        "libx264", "-preset", "ultrafast", "-g", "5", "-pix_fmt", "yuv420p",
      ] + output
    process.standardInput = FileHandle.nullDevice
    // FFmpeg prints the description of RTP.
    process.standardOutput = FileHandle.nullDevice
    try process.run()
  }

  deinit {
    // A child of a test process has the gentler signal blocked.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// An even port that nobody uses, nor is given to whoever connects or asks for any port.
  static func freePort() throws -> UInt16 {
    for _ in 0..<100 {
      let port = 2 * UInt16.random(in: 10_000..<16_000)
      if (try? SilentServer(port: port)) != nil { return port }
    }
    throw CommandLineTool.Failure(description: "no port is free on this machine")
  }
}

@Suite(.ownThread, .timeLimit(.minutes(15)))
struct `A stream over the network` {
  private func source(_ address: String, attempts: Int = 30) throws -> MediaSource {
    var options = MediaSourceOptions()
    // The sender may need its time to start.
    options.retry = RetryPolicy(initialAttempts: attempts, longestDelay: 1)
    options.bufferedFrames = 1000
    return try MediaSource(address, options: options)
  }

  private func expectPictures(_ address: String, named name: String) async throws {
    let source = try source(address)
    #expect(source.isLive && source.name == name)
    let frames = try await source.elements(frames: 30).frames
    let times = frames.map(\.time)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    // By its own stamps, whatever the machine did meanwhile.
    let steps = zip(times, times.dropFirst()).map { $1 - $0 }.sorted()
    #expect(abs(steps[steps.count / 2] - 0.1) < 0.02)
    #expect(source.status.facts?.isLive == true && source.status.facts?.duration == nil)
  }

  @Test func `may be a transport stream in datagrams`() async throws {
    let port = try StreamSender.freePort()
    let sender = try StreamSender("-f", "mpegts", "udp://127.0.0.1:\(port)?pkt_size=1316")
    try await expectPictures("udp://127.0.0.1:\(port)", named: "udp://127.0.0.1:\(port)")
    withExtendedLifetime(sender) {}
  }

  @Test func `may be a transport stream over RTP`() async throws {
    let port = try StreamSender.freePort()
    let sender = try StreamSender("-f", "rtp_mpegts", "rtp://127.0.0.1:\(port)")
    try await expectPictures("rtp://127.0.0.1:\(port)", named: "rtp://127.0.0.1:\(port)")
    withExtendedLifetime(sender) {}
  }

  @Test func `may be a transport stream over TCP`() async throws {
    let port = try StreamSender.freePort()
    let sender = try StreamSender("-f", "mpegts", "tcp://127.0.0.1:\(port)?listen=1")
    try await expectPictures("tcp://127.0.0.1:\(port)", named: "tcp://127.0.0.1:\(port)")
    withExtendedLifetime(sender) {}
  }

  @Test func `may come by RTMP, whose key is not shown`() async throws {
    let port = try StreamSender.freePort()
    let address = "rtmp://127.0.0.1:\(port)/live/canary-4711-0815"
    let sender = try StreamSender("-f", "flv", "-listen", "1", address)
    try await expectPictures(address, named: "rtmp://127.0.0.1:\(port)/live/***")
    withExtendedLifetime(sender) {}
  }

  @Test(.enabled(if: NetworkProtocols.installed.contains("srt"), "the installed FFmpeg has no SRT"))
  func `may come by SRT, whose passphrase is not shown`() async throws {
    let port = try StreamSender.freePort()
    let query = "passphrase=canary-canary&pbkeylen=16"
    let sender = try StreamSender("-f", "mpegts", "srt://127.0.0.1:\(port)?mode=listener&\(query)")
    try await expectPictures("srt://127.0.0.1:\(port)?\(query)", named: "srt://127.0.0.1:\(port)?***")
    withExtendedLifetime(sender) {}
  }

  @Test func `that only a description explains is refused with what to send`() async throws {
    let port = try StreamSender.freePort()
    let sender = try StreamSender("-f", "rtp", "rtp://127.0.0.1:\(port)")
    let source = try source("rtp://127.0.0.1:\(port)", attempts: 10)
    let error = await #expect(throws: MediaError.self) { try await source.frames() }
    #expect(error?.code == .unsupportedSource && error?.message.contains("rtp_mpegts") == true)
    withExtendedLifetime(sender) {}
  }

  @Test func `that nobody sends is an error that names the firewall`() async throws {
    var options = MediaSourceOptions()
    options.retry = RetryPolicy(initialAttempts: 1)
    options.connectLimit = 0.5
    let source = try MediaSource("udp://@127.0.0.1:\(try StreamSender.freePort())", options: options)
    let error = await #expect(throws: MediaError.self) { try await source.frames() }
    #expect(error?.code == .connectionFailed && error?.message.contains("firewall") == true)
  }

  @Test func `that the installed FFmpeg lacks is an error that names the protocol`() throws {
    let error = #expect(throws: MediaError.self) {
      try NetworkProtocols.check("srt", of: "srt://host:9000?***", among: ["tcp", "udp"])
    }
    #expect(error?.code == .unsupportedSource)
    #expect(error?.message.contains("no srt") == true && error?.message.contains("srt://host:9000") == true)
    try NetworkProtocols.check("rtsp", of: "rtsp://host", among: ["tcp", "rtp"])
    #expect(throws: MediaError.self) {
      try NetworkProtocols.check("rtsps", of: "rtsps://host", among: ["tcp"])
    }
  }
}

@Suite(.ownThread, .timeLimit(.minutes(15))) struct `A web address that is there once` {
  @Test func `is opened once, though its name is that of a recording`() async throws {
    let camera = try FakeCamera { $0.isForOne = true }
    let source = try MediaSource(camera.address("/live.mp4", scheme: "http"))
    #expect(try await source.elements(frames: 3).frames.count == 3)
    #expect(source.isLive && camera.connections.count == 1)
  }

  @Test(arguments: ["a.mp4", "a"]) func `is opened once, though it is that of a recording`(name: String)
    async throws
  {
    let stream = try TransportStream(frames: 50, in: TemporaryFolder()).bytes
    let server = try SilentServer()
    let source = try MediaSource("http://127.0.0.1:\(server.port)/\(name)")
    async let frames = source.frames()
    let connection = await server.connection()
    connection.send(Array("HTTP/1.0 200 OK\r\nContent-Length: \(stream.count)\r\n\r\n".utf8) + stream)
    #expect(try await frames.count == 50)
    #expect(!source.isLive && server.waitingConnections == 0)
  }
}
