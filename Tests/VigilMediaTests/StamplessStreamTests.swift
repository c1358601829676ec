import Foundation
import Synchronization
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

@Suite(.ownThread, .timeLimit(.minutes(15))) struct `A stream of JPEG pictures` {
  /// One part of the stream.
  private static func part(_ colour: String, in folder: TemporaryFolder) throws -> [UInt8] {
    let path = folder.path("\(colour).jpg")
    try CommandLineTool.ffmpeg("-f", "lavfi", "-i", "color=\(colour):size=64x48", "-frames:v", "1", path)
    let picture = try Data(contentsOf: URL(filePath: path))
    let header = "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: \(picture.count)\r\n\r\n"
    return Array(header.utf8) + picture + Array("\r\n".utf8)
  }

  @Test(arguments: [0.1, 0.2])
  func `has the times at which its pictures come, and is opened once`(interval: Double) async throws {
    let folder = try TemporaryFolder()
    let (white, black) = (try Self.part("white", in: folder), try Self.part("black", in: folder))
    let (server, clock) = (try SilentServer(), TestClock())
    // The clock moves while nothing is waited for, as if decoding were slow.
    var options = MediaSourceOptions()
    options.latenessLimit = .infinity
    let source = try MediaSource(
      "http://127.0.0.1:\(server.port)/video", options: options, clock: clock.clock)
    async let asked = source.facts()
    let connection = await server.connection()
    let answer = "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"
    connection.send(Array(answer.utf8))
    // What FFmpeg looks at before it says what is in the stream.
    for _ in 0..<10 { connection.send(white) }
    let facts = try await asked
    #expect(facts.isLive && facts.container == "mpjpeg")

    let (frames, sink) = AsyncStream.makeStream(of: Frame.self)
    let isRead = Mutex(false)
    let reading = Task {
      for try await case .frame(let frame) in source {
        isRead.withLock { $0 = true }
        sink.yield(frame)
      }
    }
    defer { reading.cancel() }
    // What comes before anybody reads is lost, and one picture shows that somebody does.
    while !isRead.withLock({ $0 }) {
      clock.advance(seconds: 0.002)
      connection.send(white)
      await Task.yield()
    }
    connection.send(black)
    var iterator = frames.makeAsyncIterator()
    var start = try #require(await iterator.next())
    while start.pixels[0] >= 128 { start = try #require(await iterator.next()) }
    // Those that came at once have a millisecond each, and may be ahead of the clock.
    for _ in 0..<10 {
      clock.advance(seconds: 5)
      connection.send(black)
      start = try #require(await iterator.next())
    }
    for number in 1...50 {
      clock.advance(seconds: interval)
      connection.send(black)
      let frame = try #require(await iterator.next())
      let expected = interval * Double(number)
      try #require(abs(frame.time - start.time - expected) < 0.02 * expected)
      #expect(frame.index == start.index + number)
    }
    #expect(server.waitingConnections == 0, "a server may have room for one client")
  }
}

@Suite(.timeLimit(.minutes(15))) struct `A pipe` {
  @Test func `is opened once`() async throws {
    let folder = try TemporaryFolder()
    let (file, pipe) = (folder.path("a.ts"), folder.path("pipe"))
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=160x120:rate=25:duration=4", "-g", "12", "-pix_fmt", "yuv420p", file)
    #expect(try MediaSource(file).isRepeatable)
    try #require(mkfifo(pipe, 0o600) == 0)
    let source = try MediaSource(pipe)
    #expect(!source.isRepeatable && !source.isLive)
    let writer = Process()
    writer.executableURL = URL(filePath: "/bin/sh")
    writer.arguments = ["-c", "cat \"$0\" > \"$1\"", file, pipe]
    try writer.run()
    defer { writer.waitUntilExit() }
    let facts = try await source.facts()
    #expect(facts.width == 160 && !facts.isLive)
    #expect(try await source.frames().map(\.index) == Array(0..<100))
  }
}
