import Foundation
import Testing
import VigilCore
import VigilStation
import VigilStore
import VigilTestSupport
import VigilWeb

/// What remains of the sixteen classes of holes in docs/internals/web-security.md.
@Suite(.ownThread) struct `A hostile client` {
  /// Class 1: configuration that is written over the network becomes code that runs. Class 5: addresses that the station is made to visit.
  @Test func `finds no route that takes a file, a source, an address or a command`() async throws {
    let station = try await RunningStation()
    let taken = Set(station.server.routes.filter { $0.method != "GET" }.map { "\($0.method) \($0.path)" })
    #expect(
      taken == [
        "POST /api/v1/session", "DELETE /api/v1/session", "PUT /api/v1/cameras/{camera}/armed",
        "DELETE /api/v1/cameras/{camera}/armed", "PUT /api/v1/cameras/{camera}/snooze",
        "DELETE /api/v1/cameras/{camera}/snooze", "PUT /api/v1/events/{event}/kept",
        "PUT /api/v1/events/{event}/label", "DELETE /api/v1/events/{event}/label",
        "POST /api/v1/cameras/{camera}/missed", "DELETE /api/v1/labels/{label}",
        "PUT /api/v1/events/{event}/acknowledged",
        "PUT /api/v1/channels/snooze", "DELETE /api/v1/channels/snooze",
        "PUT /api/v1/channels/{channel}/snooze", "DELETE /api/v1/channels/{channel}/snooze",
      ])
    let document = try station.nobody.get("/api/v1/openapi.json").object
    let schemas = try #require(
      (document["components"] as? [String: Any])?["schemas"] as? [String: [String: Any]])
    var keys: Set<String> = []
    for name in ["Credentials", "Arming", "Snooze", "Keeping", "Saying", "MissedSpan", "Seeing"] {
      keys.formUnion((schemas[name]?["properties"] as? [String: Any])?.keys.map { $0 } ?? [])
      #expect(schemas[name]?["additionalProperties"] as? Bool == false)
    }
    #expect(
      keys == [
        "name", "password", "armed", "until", "minutes", "kept", "verdict", "from", "to", "acknowledged",
      ])
  }

  /// Class 1 again: after every route was asked everything, nothing of the folder but the database has changed.
  @Test func `changes nothing but what is in the database, whatever it sends`() async throws {
    let station = try await RunningStation()
    let event = try station.addEvent()
    let file = try station.add(Array("content".utf8), event: event.id)
    try Data("cameras:\n".utf8).write(to: station.folder.appending("station.yaml"))
    func files() throws -> [String: Data] {
      var all: [String: Data] = [:]
      for name in try FileManager.default.subpathsOfDirectory(atPath: station.folder.url.path)
      where !name.hasPrefix("station.sqlite") && !name.hasPrefix("station.lock") {
        all[name] = try? Data(contentsOf: station.folder.url.appending(path: name))
      }
      return all
    }
    let before = try files()
    var random = SplitMix64(seed: 13)
    let values = [
      "\"exec:touch /tmp/x\"", "\"$(touch x)\"", "\"../../x\"", "\"file:///etc/passwd\"",
      "\"rtsp://10.0.0.1/\"", "true", "1e999", "[]",
      "{\"$ref\":1}", "\"';DROP TABLE event;--\"", "\"\\u0000\"", "null",
    ]
    for route in station.server.routes where !route.isStream {
      for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        for _ in 0..<6 {
          let path = route.path.replacing("{camera}", with: "gate").replacing("{event}", with: "\(event.id)")
            .replacing("{file}", with: "\(file.id)")
          let body = ["armed", "until", "kept", "name", "password", "source", "command", "path"]
            .filter { _ in random.next() % 3 == 0 }
            .map { "\"\($0)\":\(values[Int(random.next() % UInt64(values.count))])" }.joined(separator: ",")
          let answer = try station.nobody.ask(method, path, json: "{\(body)}")
          #expect(answer.status < 500, "\(method) \(path) {\(body)}: \(answer.status) \(answer.text)")
        }
      }
    }
    #expect(try files() == before)
    #expect(try station.store.events().count == 1)
    #expect(
      try station.store.changes(at: station.clock.date).allSatisfy { ["yes", "no"].contains($0.value) })
  }

  /// Class 6, injection of arguments and templates, and class 12, of SQL.
  @Test(arguments: [
    "' OR '1'='1", "gate'; DROP TABLE event; --", "%25", "_", "gate\"", "{{7*7}}", "${7*7}", "$(id)", "`id`",
    "--help", "gate NUL",
  ])
  func `gets no further by what it writes into a query`(text: String) async throws {
    let station = try await RunningStation()
    try station.addEvent()
    // The name of a test must not have the character itself.
    let text = text.replacing(" NUL", with: "\0x")
    let encoded = try #require(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
    for name in ["camera", "severity", "state", "label", "from", "to", "before", "limit", "kept"] {
      let answer = try station.nobody.get("/api/v1/events?\(name)=\(encoded)")
      #expect(
        answer.status == 400 || answer.status == 200 && answer.text == #"{"events":[]}"#,
        "\(name): \(answer.text)")
      #expect(!answer.text.contains("49") && !answer.text.contains("uid="))
    }
    #expect(try station.nobody.get("/api/v1/cameras/\(encoded)").status == (text.contains("\0") ? 400 : 404))
    let notices = try station.nobody.get("/api/v1/notices?camera=\(encoded)")
    #expect(notices.status == 400 || notices.text == #"{"notices":[]}"#)
    #expect(
      try station.nobody.ask(
        "POST", "/api/v1/session",
        json: String(decoding: JSONEncoder().encode(["name": text, "password": text]), as: UTF8.self)
      ).status == 401)
    #expect(try station.store.events().count == 1)
  }

  /// Class 7: what others wrote runs in a browser, a terminal or a spreadsheet. Class 15: whatever a camera says.
  @Test func `finds hostile words of a camera as text, and numbers that are none left out`() async throws {
    let station = try await RunningStation()
    let words = "</script><img src=x onerror=alert(1)>\u{1b}[2J\"\n=cmd|' /C calc'!A0"
    station.watched.set([
      WatchedCamera(
        name: "gate", state: .failed, reason: words, since: SetClock.origin, score: .nan, latency: .infinity,
        quiet: [words], health: [words: words])
    ])
    station.watched.set([MetricFamily("vigil_x", .gauge, help: words, [.init(.nan, ["camera": words])])])
    let answer = try station.nobody.get("/api/v1/cameras")
    #expect(answer["content-type"] == "application/json" && answer["x-content-type-options"] == "nosniff")
    #expect(answer["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
    let camera = try #require(try answer.list("cameras").first)
    #expect(camera["reason"] as? String == words && camera["score"] == nil && camera["latency"] == nil)
    #expect(!answer.body.contains(0x1b) && !answer.body.contains(0x0a))
    let metrics = try station.nobody.get("/metrics").text.split(separator: "\n").filter {
      $0.contains("vigil_x")
    }
    #expect(metrics.count == 3 && metrics.allSatisfy { !$0.contains("\u{1b}") })
  }

  /// Class 11: secrets in answers, caches and logs.
  @Test func `finds no secret in any answer, and no log has one`() async throws {
    let token = "canary-metrics-token"
    let station = try await RunningStation(people: try StationUser.everybody) { $0.metricsToken = token }
    let ada = try station.client("ada")
    let cookie = try #require(ada.cookie?.split(separator: "=").last)
    _ = try station.nobody.ask(
      "POST", "/api/v1/session", json: #"{"name":"ada","password":"canary-wrong-password"}"#)
    _ = try station.nobody.get("/metrics", ["Authorization": "Bearer \(token)"])
    let event = try station.addEvent()
    let file = try station.add([1], event: event.id, path: "canary-path/clip.mp4")
    let secrets = [
      token, String(cookie), RunningStation.password, "canary-wrong-password", "canary-path", "$scrypt$",
      station.folder.url.path,
    ]
    for route in station.server.routes where route.method == "GET" && !route.isStream {
      let path = route.path.replacing("{camera}", with: "gate").replacing("{event}", with: "\(event.id)")
        .replacing("{file}", with: "\(file.id)")
      let answer = try ada.get(path)
      #expect(answer["cache-control"] == "no-store", "\(path)")
      let all = answer.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n") + answer.text
      for secret in secrets { #expect(!all.contains(secret), "\(path) tells \(secret)") }
    }
    for secret in secrets { #expect(!station.log.lines.contains(secret), "the log tells \(secret)") }
    #expect(station.log.lines.contains("listening"))
  }

  /// Class 11 again: errors of the inside stay inside.
  @Test func `learns nothing of the inside from an error`() async throws {
    let station = try await RunningStation()
    try station.store.close()
    let answer = try station.nobody.get("/api/v1/events")
    #expect(
      [500, 503].contains(answer.status) && !answer.text.contains("sqlite")
        && !answer.text.contains(station.folder.url.path))
    #expect(answer["content-type"] == "application/problem+json" && answer["cache-control"] == "no-store")
  }

  /// Class 7 again: what somebody sends is not found in the log, where it could pass for a line of the station's.
  @Test func `writes nothing of its own into the log`() async throws {
    let station = try await RunningStation(people: [try .with("ada", .admin)]) { $0.proxies = ["127.0.0.1"] }
    let word = "FORGED"
    let headers = [
      "User-Agent": word, "X-Forwarded-For": word, "Cookie": "vigil_session=\(word)",
      "Authorization": "Bearer \(word)",
    ]
    func askAll() throws {
      for path in ["/\(word)", "/%0a\(word)", "/api/v1/cameras/\(word)", "/api/v1/events?\(word)=\(word)"] {
        _ = try station.nobody.get(path, headers)
      }
      let name = #"{"name":"\#(word)\u001b[2J\u000a","password":"\#(word)"}"#
      _ = try station.nobody.ask("POST", "/api/v1/session", headers, json: name)
      _ = try station.nobody.ask(
        "POST", "/api/v1/session", headers, json: #"{"name":"ada","password":"\#(word)"}"#)
      _ = try station.nobody.get("/healthz", ["Host": word])
    }
    try askAll()
    try station.store.close()
    try askAll()
    #expect(station.log.lines.contains("a request failed"))
    #expect(!station.log.lines.contains(word) && !station.log.lines.contains("\u{1b}"))
  }

  /// Classes 7, 8 and 11: whatever the answer is.
  @Test func `gets no answer without the headers that hold browsers back, and none that names programs`()
    async throws
  {
    let station = try await RunningStation(people: try StationUser.everybody)
    let file = try station.add([1, 2, 3])
    let (ada, vera) = (try station.client("ada"), try station.client("vera"))
    let long = String(repeating: "x", count: 20_000)
    let answers = [
      try ada.get("/healthz"), try ada.get("/api/v1/media/\(file.id)"),
      try ada.get("/api/v1/media/\(file.id)", ["Range": "bytes=0-1"]),
      try ada.get("/api/v1/media/\(file.id)", ["Range": "bytes=9-"]),
      try ada.get("/api/v1/media/\(file.id)", ["If-None-Match": "\"\(file.sha256 ?? "")\""]),
      try ada.get("/%00"), try station.nobody.get("/api/v1/cameras"), try vera.get("/metrics"),
      try ada.get("/nothing"),
      try ada.ask("DELETE", "/healthz"), try ada.ask("PUT", "/api/v1/cameras/gate/armed", json: long),
      try ada.ask("PUT", "/api/v1/cameras/gate/armed"), try ada.get("/healthz", ["Host": "evil.example"]),
      try ada.ask("DELETE", "/api/v1/session"),
    ]
    #expect(
      answers.map(\.status) == [200, 200, 206, 416, 304, 400, 401, 403, 404, 405, 413, 415, 421, 204])
    for answer in answers {
      for (name, value) in [
        ("cache-control", "no-store"), ("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"), ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        (
          "content-security-policy",
          "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
      ] { #expect(answer[name] == value, "\(answer.status): \(name)") }
      #expect(answer["server"] == nil && answer["x-powered-by"] == nil)
    }
  }

  /// Class 16: evidence leaves as it lies there, and nothing over HTTP can change it. The manifests are tried in VigilEvidenceTests.
  @Test func `gets evidence byte by byte, and cannot put other in its place`() async throws {
    let station = try await RunningStation()
    let manifest = Array(#"{"sequence":1,"previous":null}"#.utf8)
    let file = try station.add(manifest, kind: .manifest, path: "1.json")
    let path = "/api/v1/media/\(file.id)"
    for method in ["PUT", "POST", "PATCH", "DELETE", "MOVE", "COPY"] {
      #expect(try station.nobody.ask(method, path, json: #"{"sequence":2}"#).status == 405)
    }
    #expect(try station.nobody.get(path).body == manifest)
  }
}
