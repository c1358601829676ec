import Foundation
import Testing
import VigilCore
import VigilTestSupport
import VigilWeb

/// Class 15, for the parser of HTTP: whoever is in the network may send anything.
@Suite(.ownThread) struct `Bytes that are no request` {
  @Test func `break nothing`() async throws {
    let station = try await RunningStation()
    var random = SplitMix64(seed: 15)
    let valid = Array(station.nobody.text("PUT", "/api/v1/cameras/gate/armed", json: #"{"armed":true}"#).utf8)
    for round in 0..<200 {
      var bytes =
        round % 2 == 0
        ? valid : (0..<Int(random.next() % 400)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      for _ in 0..<Int(random.next() % 8) where !bytes.isEmpty {
        bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      let wire = try station.wire()
      wire.send(bytes)
    }
    #expect(try station.nobody.get("/healthz").status == 200)
  }

  @Test(arguments: [
    "GET /healthz HTTP/1.1\r\n\r\n", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: localhost\r\n\r\n",
    "GET healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET http://evil.example/healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\u{0}b\r\n\r\n",
    "GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /nothing HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /nothing HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /nothing HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding : chunked\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: +5\r\n\r\nhelloGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5, 5\r\n\r\nhelloGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /nothing HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /nothing HTTP/1.1\r\nHost: localhost\r\n X: y\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /healthz HTTP/1.1\rHost: localhost\r\r",
    "GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
    "GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    "GET /healthz HTTP/1.1\r\nHost : localhost\r\n\r\n",
    "GET /healthz\r\n\r\n",
  ])
  func `are refused where two servers could read them in two ways`(request: String) async throws {
    let station = try await RunningStation { $0.limits.idle = 0.2 }
    let wire = try station.wire()
    wire.send(request)
    let text = String(decoding: try #require(wire.readToEnd()), as: UTF8.self)
    #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 4"), "\(text)")
    #expect(!text.contains("ok\n"))
  }
}
