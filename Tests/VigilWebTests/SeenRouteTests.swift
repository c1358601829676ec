import Foundation
import Testing
import VigilStore
import VigilTestSupport
import VigilWeb

@Suite(.ownThread) struct `An event that somebody has seen` {
  @Test func `is acknowledged by who was first, and found apart from others`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    let (event, other) = (try station.addEvent(), try station.addEvent(10))
    let (ada, olga) = (try station.client("ada"), try station.client("olga"))
    let path = "/api/v1/events/\(event.id)"
    #expect(try olga.get(path).object["acknowledgement"] == nil)
    let answer = try olga.ask("PUT", path + "/acknowledged", json: #"{"acknowledged":true}"#)
    #expect(answer.status == 200)
    #expect(try ada.ask("PUT", path + "/acknowledged", json: #"{"acknowledged":true}"#).status == 200)
    for object in [try answer.object, try ada.get(path).object] {
      let seen = try #require(object["acknowledgement"] as? [String: String])
      #expect(seen == ["by": "olga", "at": "2026-09-21T14:20:00.000Z", "means": "said"])
    }
    #expect(try station.store.acknowledgement(of: event.id)?.by == "olga")
    func ids(_ query: String) throws -> [String] {
      try ada.get("/api/v1/events?acknowledged=\(query)").list("events").compactMap { $0["id"] as? String }
    }
    #expect(try ids("true") == [event.id.uuidString.lowercased()])
    #expect(try ids("false") == [other.id.uuidString.lowercased()])
    #expect(try ada.get("/api/v1/events?acknowledged=maybe").status == 400)
  }

  @Test func `stays so, and is only what is said plainly`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    let event = try station.addEvent()
    let (olga, vera) = (try station.client("olga"), try station.client("vera"))
    let path = "/api/v1/events/\(event.id)/acknowledged"
    for bad in [#"{"acknowledged":false}"#, "{}", #"{"acknowledged":true,"by":"ada"}"#, "[]"] {
      #expect(try olga.ask("PUT", path, json: bad).status == 400, "\(bad)")
    }
    #expect(try vera.ask("PUT", path, json: #"{"acknowledged":true}"#).status == 403)
    #expect(try station.nobody.ask("PUT", path, json: #"{"acknowledged":true}"#).status == 401)
    #expect(
      try olga.ask(
        "PUT", path, ["Sec-Fetch-Site": "cross-site"], json: #"{"acknowledged":true}"#
      ).status == 403)
    #expect(try station.store.acknowledgement(of: event.id) == nil)
    #expect(try olga.ask("DELETE", path).status == 405)
  }

  @Test func `shows by whom on its page, and has a button where nobody has`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    let event = try station.addEvent()
    let (olga, vera) = (try station.client("olga"), try station.client("vera"))
    let page = "/events/\(event.id)"
    #expect(try olga.get(page).text.contains("id=\"acknowledge\" aria-keyshortcuts=\"a\""))
    let closed = try vera.get(page).text
    #expect(closed.contains("Nobody has acknowledged it.") && !closed.contains("id=\"acknowledge\""))
    #expect(try vera.get("/events?seen=no").text.contains("event-\(event.id.uuidString.lowercased())"))
    try station.store.acknowledge(event.id, by: "<b>eve</b>")
    let seen = try olga.get(page).text
    #expect(seen.contains("Acknowledged by <bdi>&lt;b&gt;eve&lt;/b&gt;</bdi>, <time"))
    #expect(!seen.contains("id=\"acknowledge\""))
    #expect(try vera.get("/events?seen=no").text.contains("No such events."))
    #expect(try vera.get("/events?seen=yes").text.contains("?seen=yes\""))
    #expect(try vera.get("/events?seen=maybe").status == 400)
  }
}
