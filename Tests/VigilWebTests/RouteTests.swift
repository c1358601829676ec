import Foundation
import Testing
import VigilStation
import VigilStore
import VigilTestSupport
import VigilWeb

@Suite(.ownThread) struct `A station over HTTP` {
  @Test func `says that it lives, and whether it is ready`() async throws {
    let station = try await RunningStation()
    #expect(try station.nobody.get("/healthz").text == "ok\n")
    let ready = try station.nobody.get("/readyz")
    #expect(ready.status == 200 && ready.text == #"{"faults":[],"ready":true}"#)
    station.watched.set(Readiness(faults: ["database"]))
    let unready = try station.nobody.get("/readyz")
    #expect(unready.status == 503 && unready.text == #"{"faults":["database"],"ready":false}"#)
  }

  @Test func `needs no password on this machine before there is a user, and one for ever after`() async throws
  {
    let station = try await RunningStation()
    #expect(try station.nobody.get("/api/v1/cameras").status == 200)
    #expect(try station.nobody.get("/api/v1/session").object["name"] as? String == "local")
    try station.users.add(.with("ada", .admin))
    #expect(try station.nobody.get("/api/v1/cameras").status == 401)
    #expect(try station.client("ada").get("/api/v1/cameras").status == 200)
    try station.users.remove("ada")
    #expect(try station.nobody.get("/api/v1/cameras").status == 401)
  }

  @Test func `tells of its cameras`() async throws {
    let station = try await RunningStation()
    var gate = WatchedCamera(
      name: "gate", state: .watching, since: SetClock.origin, score: 0.25, scoreDate: SetClock.origin + 1,
      latency: 0.5, alarmThreshold: 0.75, quiet: ["outside the schedule"],
      health: ["moved": "it shows something else"])
    gate.openEvent = UUID()
    station.watched.set([gate])
    let camera = try station.nobody.get("/api/v1/cameras/gate").object
    #expect(camera["state"] as? String == "watching" && camera["score"] as? Double == 0.25)
    #expect(camera["since"] as? String == "2026-09-21T14:20:00.000Z")
    #expect(camera["openEvent"] as? String == gate.openEvent?.uuidString.lowercased())
    #expect(
      camera["quiet"] as? [String] == gate.quiet && camera["health"] as? [String: String] == gate.health)
    #expect(try station.nobody.get("/api/v1/cameras").list("cameras").count == 1)
    #expect(try station.nobody.get("/api/v1/cameras/yard").status == 404)
  }

  @Test func `arms, disarms and snoozes, and says who did`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    let olga = try station.client("olga")
    let answer = try olga.ask("PUT", "/api/v1/cameras/gate/armed", json: #"{"armed":false}"#)
    #expect(answer.status == 200)
    let changes = try #require(try answer.object["changes"] as? [String: [String: String]])
    #expect(changes["armed"]?["value"] == "no" && changes["armed"]?["by"] == "olga")
    #expect(try station.store.changes(at: station.clock.date).map(\.value) == ["no"])
    let end = "2026-09-21T15:00:00Z"
    #expect(try olga.ask("PUT", "/api/v1/cameras/gate/snooze", json: #"{"until":"\#(end)"}"#).status == 200)
    #expect(try station.store.changes(at: station.clock.date).map(\.key) == ["armed", "snoozed"])
    #expect(try olga.ask("DELETE", "/api/v1/cameras/gate/armed").status == 200)
    station.clock.advance(3600)
    #expect(try station.store.changes(at: station.clock.date) == [])
    #expect(try station.changed.map(\.camera) == ["gate", "gate", "gate"])
  }

  @Test(arguments: ["2026-09-21T14:00:00Z", "2027-09-21T14:00:00Z", "tomorrow", ""])
  func `refuses an end that has passed, is far or is none`(end: String) async throws {
    let station = try await RunningStation()
    let answer = try station.nobody.ask("PUT", "/api/v1/cameras/gate/snooze", json: #"{"until":"\#(end)"}"#)
    #expect(answer.status == 400)
    #expect(try station.changed.isEmpty)
  }

  @Test func `gives events page by page, and each once`() async throws {
    let station = try await RunningStation()
    let all = try (0..<7).map { try station.addEvent(Double($0 / 2), camera: $0 % 2 == 0 ? "gate" : "yard") }
    var (found, next, pages) = ([String](), String?.none, 0)
    repeat {
      let page = try station.nobody.get("/api/v1/events?limit=3" + (next.map { "&before=\($0)" } ?? ""))
      found += try page.list("events").compactMap { $0["id"] as? String }
      next = try page.object["next"] as? String
      pages += 1
    } while next != nil
    #expect(pages == 3 && Set(found) == Set(all.map { $0.id.uuidString.lowercased() }) && found.count == 7)
    #expect(try station.nobody.get("/api/v1/events?camera=gate").list("events").count == 4)
    #expect(try station.nobody.get("/api/v1/events?severity=review").list("events").isEmpty)
    #expect(try station.nobody.get("/api/v1/events?from=2026-09-21T21:20:05+07:00").list("events").count == 3)
  }

  @Test func `keeps an event, and gives its files by their ids`() async throws {
    let station = try await RunningStation()
    let event = try station.addEvent()
    let file = try station.add([1, 2, 3], event: event.id)
    let path = "/api/v1/events/\(event.id)"
    #expect(
      try station.nobody.ask("PUT", path + "/kept", json: #"{"kept":true}"#).object["kept"] as? Bool == true)
    #expect(try station.store.event(event.id)?.isKept == true)
    let files = try station.nobody.get(path + "/files").list("files")
    #expect(
      files.count == 1 && files[0]["href"] as? String == "/api/v1/media/\(file.id)" && files[0]["path"] == nil
    )
    #expect(try station.nobody.get("/api/v1/media/\(file.id)").body == [1, 2, 3])
  }

  @Test func `gives the scores of a span`() async throws {
    let station = try await RunningStation()
    for index in 0..<10 {
      try station.store.append(
        ScoreSample(start: SetClock.origin + Double(index), duration: 1, score: Float(index) / 10),
        camera: "gate")
    }
    station.clock.advance(60)
    let scores = try station.nobody.get("/api/v1/cameras/gate/scores?limit=1").list("scores")
    #expect(scores.count == 1 && scores[0]["count"] as? Int == 10)
    #expect(
      try station.nobody.get("/api/v1/cameras/gate/scores?from=2026-09-21T14:20:05Z").list("scores").count
        == 5)
    #expect(
      try station.nobody.get("/api/v1/cameras/gate/scores?from=2027-01-01T00:00:00Z").list("scores").isEmpty)
  }

  @Test func `gives notices page by page`() async throws {
    let station = try await RunningStation()
    for index in 0..<3 {
      try station.store.begin(
        CameraNotice(
          camera: "gate", kind: "lost", message: "\(index)", start: SetClock.origin + Double(index)))
    }
    let first = try station.nobody.get("/api/v1/notices?limit=2&open=true")
    let next = try #require(try first.object["next"] as? Int)
    let second = try station.nobody.get("/api/v1/notices?limit=2&before=\(next)")
    #expect(
      try (first.list("notices") + second.list("notices")).map { $0["message"] as? String } == [
        "2", "1", "0",
      ])
    #expect(try second.object["next"] == nil)
  }

  @Test func `answers HEAD as GET without a body, and says which methods a path takes`() async throws {
    let station = try await RunningStation()
    let file = try station.add([1, 2, 3])
    let head = try station.nobody.ask("HEAD", "/api/v1/media/\(file.id)")
    #expect(head.status == 200 && head["content-length"] == "3" && head.body.isEmpty)
    let wrong = try station.nobody.ask("DELETE", "/api/v1/events")
    #expect(wrong.status == 405 && wrong["allow"] == "GET, HEAD")
    #expect(try station.nobody.ask("OPTIONS", "/api/v1/cameras/gate/armed")["allow"] == "DELETE, PUT")
    #expect(try station.nobody.get("/nothing").status == 404)
  }

  @Test func `refuses parameters and keys that it does not know`() async throws {
    let station = try await RunningStation()
    for path in [
      "/api/v1/events?cameras=gate", "/api/v1/events?limit=1&limit=2", "/healthz?x", "/api/v1/events?limit=0",
      "/api/v1/events?limit=+5", "/api/v1/events?kept=1", "/api/v1/events?from=today",
      "/api/v1/events?before=x",
      "/api/v1/events?camera=%ff",
    ] {
      let answer = try station.nobody.get(path)
      #expect(answer.status == 400, "\(path)")
      #expect(answer["content-type"] == "application/problem+json")
    }
    for body in [#"{"armed":true,"source":"rtsp://x"}"#, #"{"armed":"yes"}"#, "{}", "[]", "null", "{", ""] {
      #expect(
        try station.nobody.ask("PUT", "/api/v1/cameras/gate/armed", json: body).status == 400, "\(body)")
    }
  }

  @Test func `ends when it is asked to, also while a stream is open`() async throws {
    let station = try await RunningStation()
    let wire = try station.wire()
    wire.send(station.nobody.text("GET", "/api/v1/stream"))
    _ = try wire.read(until: "retry:")
    try await station.end()
    #expect(wire.readToEnd() != nil)
    #expect(throws: CommandLineTool.Failure.self) { try station.nobody.get("/healthz") }
  }

  @Test func `says when its port is taken`() async throws {
    let station = try await RunningStation()
    await #expect(throws: WebError.self) { try await RunningStation { $0.port = station.port } }
  }
}
