import Foundation
import Testing
import VigilStation
import VigilStore
import VigilTestSupport
import VigilWeb

@Suite(.ownThread) struct `What a program says of an event` {
  @Test func `is on its page as text, and over HTTP`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    let (event, other) = (try station.addEvent(), try station.addEvent(10))
    let words = `A page`.words
    try station.store.put(
      EventVerdict(
        .falseAlarm, confidence: 0.914, text: words, by: "<i>check</i>", at: station.clock.date,
        seconds: 1.5),
      on: event.id)
    let vera = try station.client("vera")
    let page = try vera.get("/events/\(event.id)").text
    #expect(page.contains("<dt>Judged</dt><dd>false alarm (0.91) by <bdi>&lt;i&gt;check&lt;/i&gt;</bdi>"))
    #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;") && !page.contains("<img src=x"))
    #expect(try !vera.get("/events/\(other.id)").text.contains("Judged"))
    for object in [
      try vera.get("/api/v1/events/\(event.id)").object, try vera.get("/api/v1/events").list("events")[1],
    ] {
      let verdict = try #require(object["verdict"] as? [String: Any])
      #expect(verdict["verdict"] as? String == "false" && verdict["confidence"] as? Double == 0.914)
      #expect(verdict["text"] as? String == words && verdict["by"] as? String == "<i>check</i>")
      #expect(verdict["at"] as? String == "2026-09-21T14:20:00.000Z" && verdict["seconds"] as? Double == 1.5)
      // Nobody says so, and nobody has seen it.
      #expect(object["acknowledgement"] == nil && object["revision"] as? Int == 2)
    }
    #expect(try vera.get("/api/v1/labels").list("labels").isEmpty)
    #expect(try vera.get("/api/v1/events/\(other.id)").object["verdict"] == nil)
    // `vigil events list --json` has the same.
    let stored = try #require(try station.store.event(event.id))
    let line = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(EventLine(stored))) as? [String: Any])
    #expect(
      line["verdict"] as? NSDictionary
        == (try vera.get("/api/v1/events/\(event.id)").object["verdict"] as? NSDictionary))
  }
}
