import Foundation
import Testing
import VigilStore
import VigilTestSupport
import VigilWeb

/// Class 4: path traversal, absolute paths, dot segments, links.
@Suite(.ownThread) struct `A file of the station` {
  private func part(_ client: Client, _ id: Int64, _ range: String) throws -> Answer {
    try client.get("/api/v1/media/\(id)", ["Range": range])
  }

  @Test func `is sent whole or in part`() async throws {
    let station = try await RunningStation()
    let content = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let file = try station.add(content)
    let whole = try station.nobody.get("/api/v1/media/\(file.id)")
    #expect(
      whole.body == content && whole["accept-ranges"] == "bytes" && whole["content-type"] == "video/mp4")
    for (range, expected) in [
      ("bytes=0-0", 0..<1), ("bytes=5-", 5..<200_000), ("bytes=-7", 199_993..<200_000),
      ("bytes=100-99999999", 100..<200_000),
      ("bytes=-999999", 0..<200_000), ("bytes=65535-131073", 65_535..<131_074),
    ] {
      let answer = try part(station.nobody, file.id, range)
      #expect(answer.status == 206 && answer.body == Array(content[expected]), "\(range)")
      #expect(answer["content-range"] == "bytes \(expected.lowerBound)-\(expected.upperBound - 1)/200000")
    }
  }

  @Test(arguments: ["bytes=200000-", "bytes=-0", "bytes=999999999999-"]) func `has no part beyond its end`(
    range: String
  ) async throws {
    let station = try await RunningStation()
    let answer = try part(station.nobody, try station.add([UInt8](repeating: 1, count: 10)).id, range)
    #expect(answer.status == 416 && answer["content-range"] == "bytes */10")
  }

  @Test(arguments: [
    "bytes=5-1", "bytes=0-1,3-4", "bytes=0-5,1-4,2-3", "bytes=0-,0-,0-,0-,0-",
    "bytes=" + Array(repeating: "0-0", count: 1000).joined(separator: ","), "bytes=0-5\r\nRange: bytes=1-2",
    "lines=1-2", "bytes=a-b", "bytes=--1", "bytes=-",
    "bytes=99999999999999999999-", "",
  ])
  func `is sent whole for a range that cannot be understood`(range: String) async throws {
    let station = try await RunningStation()
    let answer = try part(station.nobody, try station.add([1, 2, 3, 4, 5, 6]).id, range)
    #expect(answer.status == 200 && answer.body.count == 6)
  }

  @Test func `is not sent again to whoever has it`() async throws {
    let station = try await RunningStation()
    let (done, growing) = (try station.add([1, 2, 3]), try station.add([1, 2, 3], isFinished: false))
    let tag = try #require(try station.nobody.get("/api/v1/media/\(done.id)")["etag"])
    #expect(try station.nobody.get("/api/v1/media/\(done.id)", ["If-None-Match": tag]).status == 304)
    let same = try station.nobody.get("/api/v1/media/\(done.id)", ["Range": "bytes=0-1", "If-Range": tag])
    let other = try station.nobody.get(
      "/api/v1/media/\(done.id)", ["Range": "bytes=0-1", "If-Range": "\"x\""])
    #expect(same.status == 206 && other.status == 200)
    #expect(try station.nobody.get("/api/v1/media/\(growing.id)")["etag"] == nil)
  }

  @Test func `is what the station knows it as, not what it contains`() async throws {
    let station = try await RunningStation()
    let page = Array("<script>alert(1)</script>".utf8)
    for (kind, path, type) in [
      (FileKind.picture, "a.html", "image/jpeg"), (.track, "a.json", "application/json"),
      (.track, "a.vtt", "text/vtt; charset=utf-8"),
      (.manifest, "m.html", "application/json"), (.segment, "s.svg", "video/mp4"),
    ] {
      let answer = try station.nobody.get("/api/v1/media/\(try station.add(page, kind: kind, path: path).id)")
      #expect(answer["content-type"] == type && answer["x-content-type-options"] == "nosniff")
      #expect(answer["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
    }
  }

  @Test(arguments: [
    "..%2f..%2fetc%2fpasswd", "../../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "/etc/passwd",
    "..%252f..%252fetc%252fpasswd",
    "1/../../station.sqlite", "1%00", "-1", "0x1", "1e0", "١", "1;2", "..\\..\\station.sqlite",
    "%c0%ae%c0%ae/station.sqlite", "station.sqlite", ".",
    "18446744073709551617", "+1", " 1", "1%2f..",
  ])
  func `is asked for by its id and by nothing else`(name: String) async throws {
    let station = try await RunningStation()
    _ = try station.add(Array("content".utf8))
    for path in ["/api/v1/media/\(name)", "/\(name)", "/api/v1/events/\(name)/files"] {
      let wire = try station.wire()
      wire.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
      let text = String(decoding: try #require(wire.readToEnd()), as: UTF8.self)
      #expect(
        !text.contains("root:") && !text.contains("SQLite") && !text.hasPrefix("HTTP/1.1 200"), "\(path)")
    }
  }

  @Test func `is opened without following links, at any step`() async throws {
    let station = try await RunningStation()
    let secret = try TemporaryFolder()
    try Data("secret".utf8).write(to: secret.appending("file.mp4"))
    let file = try station.add(Array("content".utf8), path: "2026/gate/file.mp4")
    #expect(try station.nobody.get("/api/v1/media/\(file.id)").text == "content")
    let (folder, files) = (station.folder.url, FileManager.default)
    for place in ["2026/gate/file.mp4", "2026/gate", "2026"] {
      try files.moveItem(at: folder.appending(path: place), to: folder.appending(path: "aside"))
      let target = place.hasSuffix(".mp4") ? secret.appending("file.mp4") : secret.url
      try files.createSymbolicLink(at: folder.appending(path: place), withDestinationURL: target)
      #expect(try station.nobody.get("/api/v1/media/\(file.id)").status == 404, "\(place)")
      try files.removeItem(at: folder.appending(path: place))
      try files.moveItem(at: folder.appending(path: "aside"), to: folder.appending(path: place))
    }
    #expect(try station.nobody.get("/api/v1/media/\(file.id)").text == "content")
  }

  @Test func `is a plain file: no folder, and no pipe that would be waited for`() async throws {
    let station = try await RunningStation()
    let (folder, pipe) = (try station.add([1], path: "a/b"), try station.add([1], path: "pipe"))
    for file in [folder, pipe] {
      try FileManager.default.removeItem(at: station.folder.url.appending(path: file.path))
    }
    try FileManager.default.createDirectory(
      at: station.folder.url.appending(path: "a/b"), withIntermediateDirectories: true)
    #expect(mkfifo(station.folder.path("pipe"), 0o600) == 0)
    for file in [folder, pipe] { #expect(try station.nobody.get("/api/v1/media/\(file.id)").status == 404) }
  }

  @Test func `that was removed meanwhile is missing, in words without its path`() async throws {
    let station = try await RunningStation()
    let file = try station.add([1], path: "secret-name.mp4")
    try FileManager.default.removeItem(at: station.folder.url.appending(path: file.path))
    let answer = try station.nobody.get("/api/v1/media/\(file.id)")
    #expect(answer.status == 404 && !answer.text.contains("secret-name"))
  }
}
