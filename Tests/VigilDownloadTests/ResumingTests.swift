import Foundation
import Synchronization
import Testing
import VigilDownload

@Suite struct `An interrupted download` {
  let fixture = DownloadFixture()

  @Test func `goes on where the connection was cut`() async throws {
    let script = [
      Reply.file(fixture.content).cut(after: 30_000), .file(fixture.content).cut(after: 20_000),
      .file(fixture.content),
    ]
    try await ScriptedServer.run(script) { server in
      let file = try await fixture.run(server)
      #expect(server.ranges == [nil, "bytes=30000-", "bytes=50000-"])
      #expect(server.requests.last?.headers["If-Range"] == ["\"one\""])
      #expect(file.sha256 == fixture.sha256)
      #expect(file.resumedFrom == 0)
    }
    #expect(fixture.result == fixture.content)
    #expect(fixture.delays == [.seconds(1), .seconds(2)])
  }

  @Test func `goes on in a later run`() async throws {
    let script = [Reply.file(fixture.content).cut(after: 30_000), .file(fixture.content)]
    try await ScriptedServer.run(script) { server in
      let error = await #expect(throws: DownloadError.self) {
        try await fixture.run(server) { $0.maximumAttempts = 1 }
      }
      #expect(error?.code == .interrupted)
      #expect(error?.message.contains("30000") == true)
      #expect(fixture.names == ["weights.pkl.partial", "weights.pkl.partial.json"])
      let file = try await fixture.run(server)
      #expect(server.ranges == [nil, "bytes=30000-"])
      #expect(file.sha256 == fixture.sha256)
      #expect(file.resumedFrom == 30_000)
    }
    #expect(fixture.result == fixture.content)
    #expect(fixture.names == ["weights.pkl"])
  }

  @Test func `goes on after a silence`() async throws {
    // A busy machine may take longer than the time-out for the second request too.
    let script =
      [Reply.file(fixture.content).stalled(after: 30_000)]
      + Array(repeating: .file(fixture.content), count: 5)
    try await ScriptedServer.run(script) { server in
      let reasons = Mutex<[String]>([])
      try await fixture.run(server) {
        $0.readTimeout = .milliseconds(500)
      } progress: { progress in
        if let retry = progress.retry { reasons.withLock { $0.append(retry.reason) } }
      }
      #expect(server.ranges.prefix(2) == [nil, "bytes=30000-"])
      #expect(reasons.withLock { $0 }.first?.contains("nothing came for 0.5 s") == true)
    }
    #expect(fixture.result == fixture.content)
  }

  @Test func `is kept when it is cancelled`() async throws {
    let fixture = DownloadFixture(bytes: 1_000_000)
    let script = [Reply.file(fixture.content).stalled(after: 600_000), .file(fixture.content)]
    try await ScriptedServer.run(script) { server in
      let download = try fixture.download(server.url())
      let (arrivals, arrival) = AsyncStream.makeStream(of: Int.self)
      let task = Task { try await download.run { arrival.yield($0.bytes) } }
      for await bytes in arrivals where bytes == 600_000 { break }
      task.cancel()
      let error = await #expect(throws: DownloadError.self) { try await task.value }
      #expect(error?.code == .cancelled)
      #expect(fixture.names == ["weights.pkl.partial", "weights.pkl.partial.json"])
      let file = try await download.run()
      #expect(file.resumedFrom == 600_000)
      #expect(file.sha256 == fixture.sha256)
      #expect(server.ranges == [nil, "bytes=600000-"])
    }
  }

  @Test func `is kept when it is cancelled between two requests`() async throws {
    try await ScriptedServer.run([.file(fixture.content).cut(after: 30_000)]) { server in
      let download = try fixture.download(server.url()) { _ in
      } wait: { _ in
        throw CancellationError()
      }
      let error = await #expect(throws: DownloadError.self) {
        try await download.run { server.clientHas($0.bytes) }
      }
      #expect(error?.code == .cancelled)
      #expect(fixture.names == ["weights.pkl.partial", "weights.pkl.partial.json"])
    }
  }

  @Test func `begins again when the server has a new version`() async throws {
    let new = fixture.content.map { ~$0 }
    let script = [Reply.file(fixture.content).cut(after: 30_000), .file(new, etag: "\"two\"")]
    try await ScriptedServer.run(script) { server in
      let file = try await fixture.run(server)
      #expect(file.sha256 == DownloadFixture.sha256(new))
    }
    #expect(fixture.result == new)
  }

  @Test(arguments: [
    ["Content-Range": "bytes 30000-99999/100000", "ETag": "\"two\""],
    ["Content-Range": "bytes 20000-89999/100000", "ETag": "\"one\""],
    ["Content-Range": "bytes 30000-99999/100001", "ETag": "\"one\""],
    ["Content-Range": "bytes 30000-99998/100000", "ETag": "\"one\""],
    ["Content-Range": "nonsense"], [:],
  ])
  func `begins again when the rest does not fit`(headers: [String: String]) async throws {
    let rest = Reply.plain(
      status: 206, headers.merging(["Content-Length": "70000"]) { $1 }, fixture.content[30_000...])
    let script = [Reply.file(fixture.content).cut(after: 30_000), rest, .file(fixture.content)]
    try await ScriptedServer.run(script) { server in
      let file = try await fixture.run(server)
      #expect(file.sha256 == fixture.sha256)
      #expect(server.ranges == [nil, "bytes=30000-", nil])
    }
  }

  @Test func `begins again when the server ignores ranges, and ends all the same`() async throws {
    let whole = Reply.plain(["Content-Length": "100000", "ETag": "\"one\""], fixture.content)
    let script = [whole.cut(after: 60_000), whole.cut(after: 30_000), whole]
    try await ScriptedServer.run(script) { server in
      let file = try await fixture.run(server)
      #expect(file.sha256 == fixture.sha256)
      #expect(server.ranges == [nil, "bytes=60000-", "bytes=30000-"])
    }
  }

  @Test func `begins again when nothing tells versions apart`() async throws {
    let script = [
      Reply.file(fixture.content, etag: "W/\"weak\"").cut(after: 30_000), .file(fixture.content, etag: nil),
    ]
    try await ScriptedServer.run(script) { server in
      let file = try await fixture.run(server)
      #expect(file.sha256 == fixture.sha256)
      #expect(server.ranges == [nil, nil])
    }
  }

  @Test func `goes on by the date of a file that has no tag`() async throws {
    let date = "Wed, 21 Oct 2015 07:28:00 GMT"
    let reply = Reply.file(fixture.content, etag: nil, lastModified: date)
    try await ScriptedServer.run([reply.cut(after: 30_000), reply]) { server in
      try await fixture.run(server)
      #expect(server.ranges == [nil, "bytes=30000-"])
      #expect(server.requests.last?.headers["If-Range"] == [date])
    }
    #expect(fixture.result == fixture.content)
  }

  @Test func `is finished when all of it was there`() async throws {
    // The power went when all had come, but before the file had its name.
    let reply = Reply.file(fixture.content)
    try await ScriptedServer.run([reply.cut(after: 99_999), reply]) { server in
      _ = await #expect(throws: DownloadError.self) {
        try await fixture.run(server) { $0.maximumAttempts = 1 }
      }
      try Data(fixture.content).write(to: fixture.partial)
      try rewriteRecord {
        $0["bytes"] = 100_000
        $0["sha256"] = fixture.sha256
      }
      let file = try await fixture.run(server)
      #expect(server.ranges.last == "bytes=100000-")
      #expect(file.resumedFrom == 100_000)
      #expect(file.sha256 == fixture.sha256)
    }
    #expect(fixture.result == fixture.content)
    #expect(fixture.names == ["weights.pkl"])
  }

  @Test func `trusts no byte that was not recorded`() async throws {
    let reply = Reply.file(fixture.content)
    try await ScriptedServer.run([reply.cut(after: 30_000), reply]) { server in
      _ = await #expect(throws: DownloadError.self) {
        try await fixture.run(server) { $0.maximumAttempts = 1 }
      }
      // What a power cut leaves: a file that is longer than what had reached the disk.
      let partial = try Data(contentsOf: fixture.partial) + Data(count: 5000)
      try partial.write(to: fixture.partial)
      try await fixture.run(server)
      #expect(server.ranges == [nil, "bytes=30000-"])
    }
    #expect(fixture.result == fixture.content)
  }

  @Test(arguments: ["bytes changed", "file shorter", "record damaged", "record missing", "file missing"])
  func `begins again when what is there is damaged`(damage: String) async throws {
    let reply = Reply.file(fixture.content)
    try await ScriptedServer.run([reply.cut(after: 30_000), reply]) { server in
      _ = await #expect(throws: DownloadError.self) {
        try await fixture.run(server) { $0.maximumAttempts = 1 }
      }
      var partial = try Data(contentsOf: fixture.partial)
      switch damage {
      case "bytes changed":
        partial[12_345] ^= 1
        try partial.write(to: fixture.partial)
      case "file shorter": try partial.prefix(29_999).write(to: fixture.partial)
      case "record damaged": try Data("{".utf8).write(to: fixture.record)
      case "record missing": try FileManager.default.removeItem(at: fixture.record)
      default: try FileManager.default.removeItem(at: fixture.partial)
      }
      let file = try await fixture.run(server)
      #expect(server.ranges == [nil, nil])
      #expect(file.resumedFrom == 0)
    }
    #expect(fixture.result == fixture.content)
  }

  @Test func `begins again for another address`() async throws {
    let reply = Reply.file(fixture.content)
    try await ScriptedServer.run([reply.cut(after: 30_000), reply]) { server in
      _ = await #expect(throws: DownloadError.self) {
        try await fixture.run(server) { $0.maximumAttempts = 1 }
      }
      try await fixture.run(server, from: server.url("other.pkl"))
      #expect(server.ranges == [nil, nil])
    }
  }

  @Test func `records its progress as it goes`() async throws {
    let fixture = DownloadFixture(bytes: 1_000_000)
    let reply = Reply.file(fixture.content).stalled(after: 900_000)
    try await ScriptedServer.run([reply]) { server in
      var download = try fixture.download(server.url())
      download.checkpointBytes = 100_000
      let recorded = Mutex(0)
      let task = Task { [download, fixture] in
        try await download.run { progress in
          guard progress.bytes > 500_000, let data = try? Data(contentsOf: fixture.record) else { return }
          let record = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
          recorded.withLock { $0 = record?["bytes"] as? Int ?? 0 }
          withUnsafeCurrentTask { $0?.cancel() }
        }
      }
      _ = await #expect(throws: DownloadError.self) { try await task.value }
      #expect(recorded.withLock { $0 } >= 300_000)
    }
  }

  private func rewriteRecord(_ change: (inout [String: Any]) -> Void) throws {
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: fixture.record))
    var record = try #require(object as? [String: Any])
    change(&record)
    try JSONSerialization.data(withJSONObject: record).write(to: fixture.record)
  }
}
