import Foundation
import Synchronization
import Testing
import VigilDownload

@Suite struct `A failing download` {
  let fixture = DownloadFixture()

  @Test func `is tried again, later each time, and then given up`() async throws {
    try await ScriptedServer.run(Array(repeating: .status(503), count: 4)) { server in
      let error = await #expect(throws: DownloadError.self) {
        try await fixture.run(server) {
          $0.maximumAttempts = 4
          $0.firstDelay = .seconds(2)
          $0.longestDelay = .seconds(7)
        }
      }
      #expect(error?.code == .refused)
      #expect(error?.message.contains("503") == true)
      #expect(error?.message.contains("4 attempts") == true)
      #expect(server.requests.count == 4)
    }
    #expect(fixture.delays == [.seconds(2), .seconds(4), .seconds(7)])
    #expect(fixture.names == [])
  }

  @Test func `waits as long as the server asks`() async throws {
    let script = [Reply.status(429, ["Retry-After": "17"]), .file(fixture.content)]
    try await ScriptedServer.run(script) { server in
      try await fixture.run(server)
    }
    #expect(fixture.delays == [.seconds(17)])
    #expect(fixture.result == fixture.content)
  }

  @Test func `does not count cuts against a download that gets on`() async throws {
    let fixture = DownloadFixture(bytes: 4 << 20)
    let reply = Reply.file(fixture.content).cut(after: 3 << 19)
    try await ScriptedServer.run([reply, reply, .file(fixture.content)]) { server in
      let file = try await fixture.run(server) { $0.maximumAttempts = 2 }
      #expect(file.sha256 == fixture.sha256)
      #expect(server.requests.count == 3)
    }
    #expect(fixture.delays == [.seconds(1), .seconds(1)])
  }

  @Test func `counts cuts against a server that always begins again`() async throws {
    let fixture = DownloadFixture(bytes: 4 << 20)
    let reply = Reply.plain(["Content-Length": "\(4 << 20)"], fixture.content).cut(after: 3 << 19)
    try await ScriptedServer.run(Array(repeating: reply, count: 10)) { server in
      let error = await #expect(throws: DownloadError.self) {
        try await fixture.run(server) { $0.maximumAttempts = 3 }
      }
      #expect(error?.code == .interrupted)
      // The first of them got further than any before.
      #expect(server.requests.count == 3)
    }
  }

  @Test func `notices that an answer in chunks was cut`() async throws {
    let script = [Reply.chunked(fixture.content, cut: true), .chunked(fixture.content)]
    try await ScriptedServer.run(script) { server in
      let file = try await fixture.run(server)
      #expect(file.sha256 == fixture.sha256)
      #expect(server.requests.count == 2)
    }
  }

  @Test func `says that nobody answers`() async throws {
    let closed = try await ScriptedServer.run([]) { $0.url() }
    let error = await #expect(throws: DownloadError.self) {
      try await fixture.download(closed) { $0.maximumAttempts = 2 }.run()
    }
    #expect(error?.code == .unreachable)
    #expect(error?.message.contains("connection refused") == true)
    #expect(fixture.delays.count == 1)
    #expect(fixture.names == [])
  }

  @Test func `says that nothing came`() async throws {
    try await ScriptedServer.run([Reply { _ in .init(bytes: [], ending: .silence) }]) { server in
      let error = await #expect(throws: DownloadError.self) {
        try await fixture.run(server) {
          $0.maximumAttempts = 1
          $0.readTimeout = .milliseconds(50)
        }
      }
      #expect(error?.code == .unreachable)
      #expect(error?.message.contains("nothing came for 0.05 s") == true)
    }
  }

  @Test func `does not read headers for ever`() async throws {
    let lines = (0..<10_000).map { "Header-\($0): of no use, like all of its kind" }
    let head = ["HTTP/1.1 200 OK"] + lines + ["Content-Length: 1", "", "x"]
    let reply = Reply { _ in .init(bytes: Array(head.joined(separator: "\r\n").utf8)) }
    try await ScriptedServer.run([reply]) { server in
      let error = await #expect(throws: DownloadError.self) {
        try await fixture.run(server) { $0.maximumAttempts = 1 }
      }
      #expect(error?.code == .unreachable)
      #expect(error?.message.contains("headers") == true)
    }
  }

  @Test func `says that the answer is not HTTP`() async throws {
    try await ScriptedServer.run([Reply { _ in .init(bytes: Array("SSH-2.0-OpenSSH\r\n\r\n".utf8)) }]) {
      server in
      let error = await #expect(throws: DownloadError.self) {
        try await fixture.run(server) { $0.maximumAttempts = 1 }
      }
      #expect(error?.code == .unreachable)
    }
  }

  @Test func `over HTTPS needs a server that speaks it`() async throws {
    try await ScriptedServer.run([]) { server in
      let url = try #require(URL(string: "https://127.0.0.1:\(server.port)/weights.pkl"))
      let error = await #expect(throws: DownloadError.self) {
        try await fixture.download(url) { $0.maximumAttempts = 1 }.run()
      }
      #expect(error?.code == .unreachable)
      #expect(server.requests.isEmpty)
    }
  }

  @Test func `says where it cannot write`() async throws {
    try await ScriptedServer.run([]) { server in
      try FileManager.default.createDirectory(at: fixture.folder, withIntermediateDirectories: true)
      try Data().write(to: fixture.folder.appending(path: "file"))
      for place in [fixture.folder, fixture.folder.appending(path: "file/weights.pkl")] {
        let error = await #expect(throws: DownloadError.self) {
          try await Download(from: server.url(), to: place).run()
        }
        #expect(error?.code == .cannotWrite)
        #expect(error?.message.contains(place.path) == true)
      }
      #expect(server.requests.isEmpty)
    }
  }

  @Test func `does not begin when the disk has no room`() async throws {
    let reply = Reply.plain(["Content-Length": "\(1 << 58)"], fixture.content)
    try await ScriptedServer.run([reply]) { server in
      let error = await #expect(throws: DownloadError.self) {
        try await fixture.run(server) { $0.maximumBytes = 1 << 60 }
      }
      #expect(error?.code == .diskFull)
    }
    #expect(fixture.names == [])
  }

  @Test func `says that the disk is full`() throws {
    let file = try OpenFile.open(URL(filePath: "/dev/full"), for: fixture.destination)
    let bytes: [UInt8] = [1, 2, 3]
    let error = #expect(throws: DownloadError.self) { try file.write(bytes.span.bytes, at: 0) }
    #expect(error?.code == .diskFull)
  }

  @Test func `follows no link that waits in its place`() async throws {
    try FileManager.default.createDirectory(at: fixture.folder, withIntermediateDirectories: true)
    let victim = fixture.folder.appending(path: "victim")
    try Data("precious".utf8).write(to: victim)
    try FileManager.default.createSymbolicLink(at: fixture.partial, withDestinationURL: victim)
    try await ScriptedServer.run([.file(fixture.content)]) { server in
      let error = await #expect(throws: DownloadError.self) {
        try await fixture.run(server)
      }
      #expect(error?.code == .cannotWrite)
    }
    #expect(try String(contentsOf: victim, encoding: .utf8) == "precious")
  }

  @Test func `lets no second one write to the same place`() async throws {
    let fixture = DownloadFixture(bytes: 1_000_000)
    try await ScriptedServer.run([.file(fixture.content).stalled(after: 600_000)]) { server in
      let download = try fixture.download(server.url())
      let (arrivals, arrival) = AsyncStream.makeStream(of: Int.self)
      let first = Task { try await download.run { arrival.yield($0.bytes) } }
      for await bytes in arrivals where bytes == 600_000 { break }
      let error = await #expect(throws: DownloadError.self) { try await download.run() }
      #expect(error?.code == .busy)
      first.cancel()
      _ = await #expect(throws: DownloadError.self) { try await first.value }
      #expect(fixture.names == ["weights.pkl.partial", "weights.pkl.partial.json"])
      #expect(server.requests.count == 1)
    }
  }
}
