import Foundation
import Testing
import VigilCore
import VigilHashing
import VigilStore
import VigilTestSupport
import VigilWeb

/// Class 13: denial of service.
@Suite(.ownThread) struct `A client that takes up too much` {
  @Test(arguments: ["", "GET /healthz HTTP/1.1\r\nHost: local"])
  func `is let go when it says nothing, or half a head`(text: String) async throws {
    let station = try await RunningStation { $0.limits.idle = 0.2 }
    let wire = try station.wire()
    wire.send(text)
    #expect(wire.readToEnd() != nil)
    #expect(station.count("vigil_http_closed_connections_total{reason=\"idle\"}") == 1)
  }

  @Test func `is let go when its head comes byte by byte`() async throws {
    let station = try await RunningStation { $0.limits.idle = 0.2 }
    let wire = try station.wire()
    wire.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ")
    try waitUntil { !wire.send("x") }
    #expect(station.count("vigil_http_closed_connections_total{reason=\"idle\"}") == 1)
  }

  @Test(arguments: [false, true]) func `is let go when its body does not come, or byte by byte`(
    dripping: Bool
  ) async throws {
    let station = try await RunningStation { $0.limits.request = 0.2 }
    let wire = try station.wire()
    wire.send(
      "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{"
    )
    if dripping { try waitUntil { !wire.send(" ") } } else { #expect(wire.readToEnd() != nil) }
    #expect(station.count("vigil_http_closed_connections_total{reason=\"request\"}") == 1)
  }

  /// A request that is answered before its body has come, with the answer.
  private func refused(_ station: RunningStation) throws -> Wire {
    let wire = try station.wire()
    wire.send(
      "PUT /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n"
    )
    #expect(try wire.read(until: "\r\n\r\n").contains(" 404 "))
    return wire
  }

  @Test func `is let go when it says nothing more after a body that came behind its answer`() async throws {
    let station = try await RunningStation { $0.limits.idle = 5 }
    let wire = try refused(station)
    wire.send("hello")
    #expect(wire.readToEnd() != nil)
    #expect(station.count("vigil_http_closed_connections_total{reason=\"idle\"}") == 1)
  }

  @Test func `gives way while its body does not come`() async throws {
    let station = try await RunningStation { $0.limits.connections = 4 }
    let wires = try (0..<4).map { _ in try refused(station) }
    #expect(try station.nobody.get("/healthz").status == 200)
    withExtendedLifetime(wires) {}
  }

  @Test func `is let go when it does not read what it asked for`() async throws {
    let station = try await RunningStation { $0.limits.write = 0.5 }
    let file = try station.add([UInt8](repeating: 7, count: 32 << 20))
    let wire = try station.wire()
    wire.readSlowly()
    wire.send(station.nobody.text("GET", "/api/v1/media/\(file.id)"))
    try waitUntil { station.count("vigil_http_closed_connections_total{reason=\"write\"}") == 1 }
    try waitUntil { station.count("vigil_http_downloads") == 0 }
    #expect(try #require(wire.readToEnd()).count < 32 << 20)
  }

  @Test func `is refused a body or a head that is too long`() async throws {
    let station = try await RunningStation()
    let long = String(repeating: "x", count: 20_000)
    #expect(try station.nobody.ask("POST", "/api/v1/session", json: #"{"name":"\#(long)"}"#).status == 413)
    let chunked = try station.wire()
    chunked.send(
      "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n4e20\r\n\(long)\r\n0\r\n\r\n"
    )
    #expect(try Answer(try #require(chunked.readToEnd())).status == 413)
    let head = try station.wire()
    head.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: \(long)\r\n\r\n")
    #expect(!String(decoding: try #require(head.readToEnd()), as: UTF8.self).contains("200 OK"))
  }

  @Test func `is let go when its body has no end`() async throws {
    let station = try await RunningStation()
    let wire = try station.wire()
    wire.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
    let chunk = "1000\r\n" + String(repeating: "x", count: 4096) + "\r\n"
    var sent = 0
    while wire.send(chunk), sent < 100_000 { sent += 1 }
    #expect(sent < 100_000)
    #expect(station.count("vigil_http_closed_connections_total{reason=\"body\"}") == 1)
  }

  @Test func `keeps nobody out by a thousand connections that say nothing`() async throws {
    let station = try await RunningStation { $0.limits.connections = 50 }
    var idle: [Wire] = []
    for index in 0..<1000 {
      idle.append(try station.wire())
      if index % 100 == 99 { #expect(try station.nobody.get("/healthz").status == 200) }
    }
    // Those that gave way are counted until they are closed.
    try waitUntil { try #require(station.count("vigil_http_connections")) <= 50 }
    try waitUntil {
      try #require(station.count("vigil_http_closed_connections_total{reason=\"crowd\"}")) >= 950
    }
    withExtendedLifetime(idle) {}
  }

  @Test func `waits while the process is short of descriptors, and is served afterwards`() async throws {
    // A process of its own: the others here need descriptors.
    await #expect(processExitsWith: .success) {
      let station = try await RunningStation()
      let taken = Descriptors()
      taken.takeAll(butFor: OpenFiles.reserve - 8)
      // The server was about to accept the first ones already.
      var wires: [Wire] = []
      try waitUntil {
        if wires.count < 5 { wires.append(try station.wire()) }
        return station.log.lines.contains("cannot be accepted")
      }
      let wire = try station.wire()
      wire.send(station.nobody.text("GET", "/healthz"))
      #expect(OpenFiles.shortage() != nil)
      taken.release(.max)
      #expect(OpenFiles.shortage() == nil)
      #expect(try Answer(try #require(wire.readToEnd())).status == 200)
      #expect(try station.nobody.get("/healthz").status == 200)
      withExtendedLifetime(wires) {}
    }
  }

  @Test func `leaves no descriptor open, whatever it asks for and wherever it breaks off`() async throws {
    // A process of its own: the others here have descriptors.
    await #expect(processExitsWith: .success) {
      let station = try await RunningStation()
      let file = try station.add([UInt8](repeating: 7, count: 1 << 20))
      let path = "/api/v1/media/\(file.id)"
      func round() throws {
        for range in ["", "bytes=5-9", "bytes=99999999-", "bytes=0-1,4-5"] {
          _ = try station.nobody.get(path, ["Range": range])
        }
        _ = try station.nobody.ask("HEAD", path)
        let wire = try station.wire()
        wire.readSlowly()
        wire.send(station.nobody.text("GET", path))
        _ = try wire.read(until: "\r\n\r\n")
        wire.abort()
      }
      try round()
      let before = try Descriptors.count
      for _ in 0..<50 { try round() }
      try waitUntil { try Descriptors.count <= before }
    }
  }

  @Test func `opens only so many streams, and a place is free when one has gone`() async throws {
    let station = try await RunningStation {
      $0.limits.streamsEach = 2
    }
    var wires = try (0..<2).map { _ in try station.wire() }
    for wire in wires {
      wire.send(station.nobody.text("GET", "/api/v1/stream"))
      _ = try wire.read(until: "retry:")
    }
    let refused = try station.nobody.get("/api/v1/stream")
    #expect(refused.status == 503 && refused["retry-after"] != nil)
    wires.removeLast().abort()
    try waitUntil { station.count("vigil_http_streams") == 1 }
    let wire = try station.wire()
    wire.send(station.nobody.text("GET", "/api/v1/stream"))
    #expect(try wire.read(until: "\r\n\r\n").contains(" 200 "))
    #expect(try station.nobody.get("/api/v1/stream").status == 503)
    withExtendedLifetime(wires) {}
  }

  @Test func `is sent only so many files at once, and a place is free when one has gone`() async throws {
    let station = try await RunningStation { $0.limits.downloads = 2 }
    let file = try station.add([UInt8](repeating: 7, count: 32 << 20))
    let path = "/api/v1/media/\(file.id)"
    var wires = try (0..<2).map { _ in try station.wire() }
    for wire in wires {
      wire.readSlowly()
      wire.send(station.nobody.text("GET", path))
      _ = try wire.read(until: "\r\n\r\n")
    }
    let refused = try station.nobody.get(path, ["Range": "bytes=0-0"])
    #expect(refused.status == 503 && refused["retry-after"] != nil)
    wires.removeLast().abort()
    try waitUntil { try station.nobody.get(path, ["Range": "bytes=0-0"]).status == 206 }
    withExtendedLifetime(wires) {}
  }

  /// A name that nobody has takes as long: how long an answer takes does not tell who there is.
  @Test(arguments: ["ada", "eve"])
  func `waits for passwords behind others, and past so many is turned away`(name: String) async throws {
    // As costly as real ones: several are asked for before the first is done.
    let cost = PasswordHash.Parameters(logN: 15, r: 8, p: 3)
    let ada = StationUser(
      name: "ada", role: .admin, passwordHash: try Password.hash(of: RunningStation.password, cost),
      created: SetClock.origin)
    let station = try await RunningStation(people: [ada], passwordCost: cost) { $0.proxies = ["127.0.0.1"] }
    let wires = try (0..<16).map { _ in try station.wire() }
    for (index, wire) in wires.enumerated() {
      wire.send(
        station.nobody.text(
          "POST", "/api/v1/session", ["X-Forwarded-For": "10.0.0.\(index)"],
          json: #"{"name":"\#(name)","password":"wrong password"}"#))
    }
    let statuses = try wires.map { try Answer(try #require($0.readToEnd())).status }
    #expect(Set(statuses) == [401, 503] && statuses.count { $0 == 401 } >= 9)
  }
}
