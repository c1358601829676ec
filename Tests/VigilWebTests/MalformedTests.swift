import Foundation
import Testing
import VigilStore
import VigilTestSupport
import VigilWeb

/// Classes 12, 13 and 15 once more: values that no list has, but somebody sends.
@Suite(.ownThread) struct `A value that is none` {
  /// An answer to a request line as it stands.
  private func ask(_ station: RunningStation, _ target: [UInt8]) throws -> Answer {
    let wire = try station.wire()
    wire.send(
      Array("GET ".utf8) + target + Array(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8))
    return try Answer(try #require(wire.readToEnd()))
  }

  @Test(arguments: [
    "/api/v1/cameras/gate%00", "/api/v1/cameras/gate%ff", "/api/v1/cameras/gate%0d%0aX:%20y",
    "/api/v1/cameras/%c3%28", "/api/v1/cameras/%ed%a0%80", "/api/v1/cameras/%f5%80%80%80",
    "/api/v1/cameras/%zz",
    "/api/v1/cameras/gate%c2%9b", "/api/v1/cameras/gate%00/scores", "/api/v1/cameras/gate%1b/armed",
    "/api/v1/events/%00", "/api/v1/events/%ff/files", "/api/v1/media/1%00", "/api/v1/media/1%fe", "/%00",
    "/%c0%ae",
    "/api/v1/events?camera=gate%00", "/api/v1/events?camera=gate&camera=%00x", "/api/v1/events?camera=%c3%28",
    "/api/v1/events?%00=1", "/api/v1/events?before=%00", "/api/v1/events?before=0.%ff",
    "/api/v1/events?state=open%00",
    "/api/v1/events?from=2026-09-21T14:20:00Z%00", "/api/v1/notices?camera=gate%00",
    "/api/v1/notices?before=1%00",
    "/api/v1/cameras/gate/scores?limit=1%00", "/api/v1/stream?camera=gate%00", "/api/v1/stream?camera=%ff",
  ])
  func `as text is refused in one line, and troubles nobody`(target: String) async throws {
    let station = try await RunningStation()
    let answer = try ask(station, Array(target.utf8))
    #expect(answer.status == 400, "\(answer.text)")
    let detail = try #require(try answer.object["detail"] as? String)
    #expect(!detail.isEmpty && !detail.contains { $0.isNewline } && answer.text.count { $0.isNewline } == 0)
    #expect(!station.log.lines.contains("a request failed"))
  }

  @Test(arguments: [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0x00], [0x1b], [0x7f]] as [[UInt8]])
  func `as bytes of a request line is refused`(bytes: [UInt8]) async throws {
    let station = try await RunningStation()
    for start in ["/api/v1/cameras/gate", "/api/v1/events?camera=gate", "/api/v1/media/1", "/healthz?"] {
      let wire = try station.wire()
      wire.send(
        Array("GET \(start)".utf8) + bytes
          + Array(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8))
      let text = String(decoding: try #require(wire.readToEnd()), as: UTF8.self)
      #expect(text.hasPrefix("HTTP/1.1 4"), "\(start): \(text)")
    }
    #expect(!station.log.lines.contains("a request failed"))
  }

  @Test(arguments: [
    "99999999999999999999-01-01T00:00:00Z", "9223372036854775807-01-01T00:00:00Z",
    "292277026596-12-04T15:30:07Z",
    "-9999-01-01T00:00:00Z", "0000-00-00T00:00:00Z", "2026-13-45T99:99:99Z", "2026-02-31T00:00:00Z",
    "2026-09-21T14:20:60Z", "2026-09-21T24:00:00Z", "2026-09-21T14:20:00.99999999999999999Z",
    "2026-09-21T14:20:00+99:99", "2026-09-21T14:20:00+9999999999", "2026-09-21", "T", "Z", "-",
    "2026-W39-1T00:00:00Z",
    "٢٠٢٦-09-21T14:20:00Z", "2026-09-21T14:20:00Z2026-09-21T14:20:00Z", "1e309", "nan",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z",
  ])
  func `as a date is refused, or one that is far away`(text: String) async throws {
    let station = try await RunningStation()
    let date = try #require(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
    for path in [
      "/api/v1/events?from=\(date)", "/api/v1/events?to=\(date)", "/api/v1/notices?from=\(date)&to=\(date)",
      "/api/v1/cameras/gate/scores?from=\(date)", "/api/v1/cameras/gate/scores?to=\(date)",
      "/api/v1/cameras/gate/scores?from=\(date)&to=9999-12-31T23:59:59Z&limit=1",
    ] { #expect([200, 400].contains(try station.nobody.get(path).status), "\(path)") }
    let until = try JSONEncoder().encode(["until": text])
    #expect(
      try station.nobody.ask(
        "PUT", "/api/v1/cameras/gate/snooze", json: String(decoding: until, as: UTF8.self)
      ).status == (["2026-09-21T14:20:60Z", "2026-09-21T24:00:00Z"].contains(text) ? 200 : 400))
  }

  @Test(arguments: [
    "7fefffffffffffff", "ffefffffffffffff", "7ff0000000000000", "7ff8000000000001", "0", "8000000000000000",
    "1", "-1",
    "+1", "10000000000000000", "",
  ])
  func `as the place of a page is refused, or before or after everything`(bits: String) async throws {
    let station = try await RunningStation()
    try station.addEvent()
    let answer = try station.nobody.get("/api/v1/events?before=\(bits).\(UUID())")
    #expect(answer.status == 400 || answer.status == 200, "\(answer.text)")
    #expect(try station.nobody.get("/api/v1/events?before=\(bits).\(UUID()).x").status == 400)
  }

  @Test func `as a span of less than a millisecond has no scores`() async throws {
    let station = try await RunningStation()
    // Where a summary begins, too.
    for path in [
      "from=2026-09-21T14:20:00.0000Z&to=2026-09-21T14:20:00.0004Z",
      "from=2026-09-21T14:20:00.000Z&to=2026-09-21T14:20:00.001Z",
    ] {
      let answer = try station.nobody.get("/api/v1/cameras/gate/scores?\(path)")
      #expect(answer.status == 400 || answer.text == #"{"scores":[]}"#, "\(answer.text)")
    }
  }

  @Test(arguments: [
    String(repeating: "[", count: 16_000), String(repeating: #"{"armed":"#, count: 1700), #"{"armed":1e999}"#,
    #"{"armed":"\ud800"}"#, #"{"armed":true}{"armed":false}"#, #"{"armed":true"#,
    "nul",
    #"{"":1}"#, #"{"armed\u0000":true}"#, #"{"armed":true,"until":"\u0000"}"#,
  ])
  func `as an object is refused`(body: String) async throws {
    let station = try await RunningStation()
    let answer = try station.nobody.ask("PUT", "/api/v1/cameras/gate/armed", json: body)
    #expect(answer.status == 400, "\(answer.text)")
    #expect(try station.changed.isEmpty)
  }

  @Test func `as an object that is not UTF-8 is refused`() async throws {
    let station = try await RunningStation()
    for bytes in [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0]] as [[UInt8]] {
      let body = Array(#"{"name":"a"#.utf8) + bytes + Array(#"","password":"x"}"#.utf8)
      let wire = try station.wire()
      wire.send(
        Array(
          station.nobody.text(
            "POST", "/api/v1/session",
            ["Content-Type": "application/json", "Content-Length": "\(body.count)"]
          ).utf8) + body)
      let status = try Answer(try #require(wire.readToEnd())).status
      // Foundation puts a replacement character in the place of some of them: a name that nobody has.
      #expect(status == 400 || status == 401, "\(bytes): \(status)")
    }
    #expect(!station.log.lines.contains("a request failed"))
  }
}
