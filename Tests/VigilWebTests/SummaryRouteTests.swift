import Foundation
import Testing
import VigilStation
import VigilStore
import VigilTestSupport
import VigilWeb

@Suite(.ownThread) struct `The summary of a time` {
  private func filled() async throws -> RunningStation {
    let station = try await RunningStation(people: try StationUser.everybody)
    for camera in ["gate", "yard"] {
      try station.addEvent(10, camera: camera)
      try station.store.add([
        CameraHour(
          camera: camera, hour: CameraHour.hour(of: SetClock.origin),
          counts: WatchCounts(seconds: 3000, scored: 4000, still: 3000, dropped: 7, skipped: 3))
      ])
    }
    try station.store.begin(
      CameraNotice(
        camera: "gate", kind: "offline", message: "gone", start: SetClock.origin, end: SetClock.origin + 90))
    try station.store.begin(CameraNotice(kind: "disk", message: "full", start: SetClock.origin))
    station.clock.advance(3600)
    return station
  }

  private func cameras(_ answer: Answer) throws -> [String: [String: Any]] {
    let list = try #require(answer.object["cameras"] as? [[String: Any]])
    return Dictionary(uniqueKeysWithValues: try list.map { (try #require($0["name"] as? String), $0) })
  }

  @Test func `tells of each camera, and of the station, of the past week`() async throws {
    let station = try await filled()
    let answer = try station.client("ada").get("/api/v1/summary")
    let (object, gate) = (try answer.object, try #require(cameras(answer)["gate"]))
    let figures = try #require(gate["figures"] as? [String: Any])
    #expect(figures["watchedSeconds"] as? Int == 3000 && figures["blindSeconds"] as? Int == 90)
    #expect(figures["blind"] as? [String: Int] == ["offline": 90] && figures["alarms"] as? Int == 1)
    #expect(figures["dropped"] as? Int == 7 && figures["skipped"] as? Int == 3)
    let total = try #require(object["total"] as? [String: Any])
    #expect(total["scored"] as? Int == 8000 && total["still"] as? Int == 6000)
    #expect(object["faults"] as? [String] == ["disk"] && object["messages"] != nil)
    #expect(object["disk"] != nil && object["countedSince"] != nil)
    // Before it there was nothing.
    let before = SetClock.origin.formatted(.iso8601)
    let none = try station.client("ada").get("/api/v1/summary?to=\(before)").object
    #expect((none["total"] as? [String: Any])?["alarms"] as? Int == 0)
  }

  @Test func `has nothing of cameras that somebody does not see, nor of the station`() async throws {
    let station = try await filled()
    let vera = try station.client("vera")
    let answer = try vera.get("/api/v1/summary")
    let object = try answer.object
    #expect(try Set(cameras(answer).keys) == ["gate"])
    #expect((object["total"] as? [String: Any])?["alarms"] as? Int == 1)
    #expect(object["messages"] == nil && object["disk"] == nil)
    #expect(object["faults"] as? [String] == [])
    #expect(try vera.get("/api/v1/summary?camera=yard").status == 404)
    #expect(try station.nobody.get("/api/v1/summary").status == 401)
  }

  @Test func `is refused of a time that is none, or too long`() async throws {
    let station = try await filled()
    let ada = try station.client("ada")
    for query in [
      "from=2026-09-22T00:00:00Z&to=2026-09-21T00:00:00Z", "from=2025-01-01T00:00:00Z", "from=monday",
      "day=1",
    ] { #expect(try ada.get("/api/v1/summary?\(query)").status == 400, "\(query)") }
  }
}
