import Foundation
import Testing
import VigilStore
import VigilTestSupport
import VigilWeb

@Suite(.ownThread) struct `What people say of events` {
  @Test func `is kept for each of them, replaced and taken back`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    let event = try station.addEvent()
    let (ada, olga) = (try station.client("ada"), try station.client("olga"))
    let path = "/api/v1/events/\(event.id)"
    func said() throws -> [String: String] {
      let labels = try olga.get(path + "/labels").list("labels")
      return Dictionary(
        uniqueKeysWithValues: labels.compactMap { label in
          (label["by"] as? String).flatMap { by in (label["verdict"] as? String).map { (by, $0) } }
        })
    }
    #expect(try said() == [:])
    #expect(try ada.ask("PUT", path + "/label", json: #"{"verdict":"real"}"#).list("labels").count == 1)
    #expect(try olga.ask("PUT", path + "/label", json: #"{"verdict":"unsure"}"#).status == 200)
    #expect(try olga.ask("PUT", path + "/label", json: #"{"verdict":"false"}"#).status == 200)
    #expect(try said() == ["ada": "real", "olga": "false"])
    #expect(try olga.ask("DELETE", path + "/label").status == 200)
    #expect(try said() == ["ada": "real"])
    for bad in [#"{"verdict":"missed"}"#, #"{"verdict":""}"#, #"{"verdict":"real","by":"ada"}"#, "{}"] {
      #expect(try olga.ask("PUT", path + "/label", json: bad).status == 400, "\(bad)")
    }
    #expect(try said() == ["ada": "real"])
  }

  @Test func `holds for spans without an event, at most a day long and past`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    station.clock.advance(2 * 86_400)
    let olga = try station.client("olga")
    func miss(_ from: Double, _ to: Double) throws -> Answer {
      let (from, to) = (SetClock.origin + from, SetClock.origin + to)
      return try olga.ask(
        "POST", "/api/v1/cameras/gate/missed",
        json: #"{"from":"\#(from.formatted(.iso8601))","to":"\#(to.formatted(.iso8601))"}"#)
    }
    let made = try miss(60, 90).object
    #expect(made["verdict"] as? String == "missed" && made["by"] as? String == "olga" && made["event"] == nil)
    for (from, to) in [(90.0, 60.0), (60, 60), (0, 90_000), (172_000, 173_000)] {
      #expect(try miss(from, to).status == 400, "\(from) to \(to)")
    }
    let id = try #require(made["id"] as? Int)
    #expect(try olga.get("/api/v1/labels?verdict=missed&camera=gate").list("labels").count == 1)
    #expect(try olga.get("/api/v1/labels?verdict=real").list("labels").isEmpty)
    // Another's cannot be taken back, but by an admin.
    let own = try station.store.miss(
      camera: "gate", from: SetClock.origin, to: SetClock.origin + 5, by: "ada")
    #expect(try olga.ask("DELETE", "/api/v1/labels/\(own.id)").status == 403)
    #expect(try station.client("ada").ask("DELETE", "/api/v1/labels/\(id)").status == 200)
    #expect(try station.store.labels().map(\.id) == [own.id])
    for none in ["999", "x", "-1", "99999999999999999999"] {
      #expect(try olga.ask("DELETE", "/api/v1/labels/\(none)").status == 404, "\(none)")
    }
  }

  @Test func `comes page by page`() async throws {
    let station = try await RunningStation()
    for index in 0..<5 {
      try station.store.label(station.addEvent(Double(index) * 10).id, as: .falseAlarm, by: "ada")
    }
    let first = try station.nobody.get("/api/v1/labels?limit=3").object
    let next = try #require(first["next"] as? Int)
    #expect((first["labels"] as? [Any])?.count == 3)
    #expect(try station.nobody.get("/api/v1/labels?limit=3&before=\(next)").list("labels").count == 2)
  }

  @Test func `is on the event's page, for whoever may say something and others`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    let event = try station.addEvent()
    try station.store.label(event.id, as: .falseAlarm, by: "olga")
    let (olga, vera) = (try station.client("olga"), try station.client("vera"))
    let own = try olga.get("/events/\(event.id)").text
    #expect(own.contains("data-verdict=\"false\" aria-pressed=\"true\">False alarm"))
    #expect(
      own.contains("data-verdict=\"real\" aria-pressed=\"false\">Real") && !own.contains("class=\"said\""))
    let other = try vera.get("/events/\(event.id)").text
    #expect(other.contains("<bdi>olga</bdi>: false alarm") && !other.contains("data-verdict"))
  }
}
