import Foundation
import Synchronization
import Testing
import VigilDownload

@Suite struct `A download` {
  let fixture = DownloadFixture()

  @Test func `arrives whole, with its size and its hash`() async throws {
    let fixture = DownloadFixture(bytes: 1_000_000)
    let seen = Mutex<[DownloadProgress]>([])
    let file = try await ScriptedServer.run([.file(fixture.content)]) { server in
      try await fixture.download(server.url(), sha256: fixture.sha256.uppercased())
        .run { progress in seen.withLock { $0.append(progress) } }
    }
    #expect(file.url == fixture.destination)
    #expect(file.bytes == 1_000_000)
    #expect(file.sha256 == fixture.sha256)
    #expect(file.resumedFrom == 0)
    #expect(fixture.result == fixture.content)
    #expect(fixture.names == ["weights.pkl"])
    let progress = seen.withLock { $0 }
    #expect(progress.first?.bytes == 0)
    #expect(progress.last?.bytes == 1_000_000)
    #expect(progress.allSatisfy { $0.total == 1_000_000 && $0.retry == nil })
    #expect(progress.map(\.bytes) == progress.map(\.bytes).sorted())
    #expect(progress.count > 2)
  }

  @Test func `replaces what was there`() async throws {
    try FileManager.default.createDirectory(at: fixture.folder, withIntermediateDirectories: true)
    try Data("old".utf8).write(to: fixture.destination)
    try await ScriptedServer.run([.file(fixture.content)]) { server in
      try await fixture.run(server)
    }
    #expect(fixture.result == fixture.content)
  }

  @Test func `of an empty file is an empty file`() async throws {
    let file = try await ScriptedServer.run([.file([])]) { server in
      try await fixture.run(server)
    }
    #expect(file.sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(fixture.result == [])
  }

  @Test func `arrives whole in chunks of unannounced length`() async throws {
    try await ScriptedServer.run([.chunked(fixture.content)]) { server in
      try await fixture.run(server)
    }
    #expect(fixture.result == fixture.content)
  }

  @Test func `arrives whole after an interim response`() async throws {
    let interim = Array("HTTP/1.1 103 Early Hints\r\nContent-Length: 7\r\n\r\n".utf8)
    let file = Reply.file(fixture.content)
    try await ScriptedServer.run([Reply { .init(bytes: interim + file.bytes($0).bytes) }]) { server in
      try await fixture.run(server)
    }
    #expect(fixture.result == fixture.content)
  }

  @Test func `without any sign of its end needs a checksum`() async throws {
    let reply = Reply.plain([:], fixture.content)
    try await ScriptedServer.run([reply, reply]) { server in
      let error = await #expect(throws: DownloadError.self) {
        try await fixture.run(server)
      }
      #expect(error?.code == .badResponse)
      #expect(fixture.names == [])
      try await fixture.run(server, sha256: fixture.sha256)
      #expect(fixture.result == fixture.content)
    }
  }

  @Test func `with the wrong checksum leaves everything as it was`() async throws {
    try FileManager.default.createDirectory(at: fixture.folder, withIntermediateDirectories: true)
    try Data("old".utf8).write(to: fixture.destination)
    let other = DownloadFixture.sha256([1, 2, 3])
    try await ScriptedServer.run([.file(fixture.content)]) { server in
      let error = await #expect(throws: DownloadError.self) {
        try await fixture.run(server, sha256: other)
      }
      #expect(error?.code == .checksumMismatch)
      #expect(error?.message.contains(fixture.sha256) == true)
      #expect(error?.message.contains(other) == true)
    }
    #expect(fixture.result == Array("old".utf8))
    #expect(fixture.names == ["weights.pkl"])
  }

  @Test func `takes only what was announced`() async throws {
    let reply = Reply.plain(["Content-Length": "50000"], fixture.content)
    try await ScriptedServer.run([reply]) { server in
      let file = try await fixture.run(server)
      #expect(file.bytes == 50_000)
      #expect(fixture.result == Array(fixture.content[..<50_000]))
    }
  }

  @Test(arguments: [
    (404, DownloadError.Code.notFound), (410, .notFound), (401, .forbidden), (403, .forbidden),
    (400, .refused),
    (418, .refused), (501, .refused), (204, .badResponse), (206, .badResponse), (416, .refused),
    (304, .refused),
  ])
  func `tells at once what the server will not give`(status: Int, code: DownloadError.Code) async throws {
    try await ScriptedServer.run([.status(status)]) { server in
      let error = await #expect(throws: DownloadError.self) {
        try await fixture.run(server)
      }
      #expect(error?.code == code)
      #expect(error?.message.contains("\(status)") == true)
      #expect(server.requests.count == 1)
    }
    #expect(fixture.names == [])
  }

  @Test func `refuses a compressed answer, whose bytes are not the file's`() async throws {
    let reply = Reply.plain(["Content-Length": "100000", "Content-Encoding": "gzip"], fixture.content)
    try await ScriptedServer.run([reply]) { server in
      let error = await #expect(throws: DownloadError.self) {
        try await fixture.run(server)
      }
      #expect(error?.code == .badResponse)
      #expect(error?.message.contains("gzip") == true)
      #expect(server.requests.first?.headers["Accept-Encoding"] == ["identity"])
    }
  }

  @Test func `larger than allowed is given up, announced or not`() async throws {
    try await ScriptedServer.run([.file(fixture.content), .chunked(fixture.content)]) { server in
      for _ in 0..<2 {
        let error = await #expect(throws: DownloadError.self) {
          try await fixture.run(server) { $0.maximumBytes = 99_999 }
        }
        #expect(error?.code == .tooLarge)
        #expect(fixture.names == [])
      }
    }
  }

  @Test(arguments: ["ftp://host/file", "file:///etc/passwd", "weights.pkl", "https:///file"])
  func `takes only addresses of the web`(address: String) throws {
    let source = try #require(URL(string: address))
    let error = #expect(throws: DownloadError.self) { try fixture.download(source) }
    #expect(error?.code == .unsupportedAddress)
  }

  @Test(arguments: ["", "abc", String(repeating: "g", count: 64), String(repeating: "a", count: 65)])
  func `takes only a whole checksum`(checksum: String) throws {
    let source = try #require(URL(string: "https://host/file"))
    let error = #expect(throws: DownloadError.self) { try fixture.download(source, sha256: checksum) }
    #expect(error?.code == .malformedChecksum)
  }
}
