import Foundation
import Testing
import VigilStation
import VigilStore
import VigilTestSupport
import VigilWeb

/// What thresholds would have raised, over HTTP.
@Suite(.ownThread) struct `Counts at thresholds` {
  /// A day of a camera whose scores never reach 0.1: one peak an hour.
  private func station() async throws -> RunningStation {
    let station = try await RunningStation(people: try StationUser.everybody)
    station.clock.advance(86_400)
    for minute in 0..<1440 {
      let start = SetClock.origin + 60 * Double(minute)
      try station.store.append(
        ScoreSample(start: start, duration: 60, score: minute % 60 == 30 ? 0.0625 : 0.015), camera: "gate")
    }
    station.watched.set([
      WatchedCamera(
        name: "gate", state: .watching, since: SetClock.origin, alarmThreshold: 0.8, reviewThreshold: 0.5,
        model: "new")
    ])
    return station
  }

  private func line(_ name: String?, _ answer: Answer) throws -> [String: Any] {
    try #require(
      try answer.list("thresholds").first { ($0["names"] as? [String]) == (name.map { [$0] } ?? []) })
  }

  @Test func `are of the range of the camera's own scores, those in force and one that is asked for`()
    async throws
  {
    let station = try await station()
    let vera = try station.client("vera")
    let answer = try vera.get("/api/v1/cameras/gate/thresholds?at=0.05")
    let scores = try answer.list("thresholds").compactMap { $0["scores"] as? [Double] }
    #expect(scores.allSatisfy { $0.count == 1 } && scores.map { $0[0] } == scores.map { $0[0] }.sorted())
    let wanted = [0.015, 0.05, 0.0625, 0.5, 0.8]
    #expect(
      scores.count == wanted.count && zip(scores, wanted).allSatisfy { abs($0[0] - $1) < 1e-4 }, "\(scores)")
    // No score is a tenth below 0.05: what began with the first peak goes on.
    #expect(try line("asked", answer)["events"] as? Int == 1)
    #expect(try line("alarm", answer)["events"] as? Int == 0)
    #expect(try (line("asked", answer)["byHour"] as? [Int])?.reduce(0, +) == 1)
    #expect(try answer.object["watched"] as? Double == 86_400)
    #expect(try (answer.object["watchedByHour"] as? [Double])?.count == 24)
    #expect(try vera.get("/api/v1/cameras/gate/thresholds").list("thresholds").count == 4)
    let page = try vera.get("/cameras/gate/thresholds?at=0.05").text
    #expect(page.contains("scope=\"row\">0.0625</th>") && page.contains(">asked for</td>"))
    for bad in ["at=", "at=1.01", "at=-1", "at=inf", "at=0,5", "at=0.1&at=0.2", "to=2026-11-28T16:05:12Z"] {
      #expect(try vera.get("/api/v1/cameras/gate/thresholds?\(bad)").status == 400, "\(bad)")
    }
  }

  @Test func `are of scores of the present model and view alone`() async throws {
    let station = try await station()
    let vera = try station.client("vera")
    func watched() throws -> Double? {
      try vera.get("/api/v1/cameras/gate/thresholds").object["watched"] as? Double
    }
    for (key, value, hour) in [(Calibration.modelKey, "new", 6.0), (StandingThresholds.viewKey, "view", 18)] {
      try station.store.set(
        RuntimeChange(
          camera: "gate", key: key, value: value, by: "the station", at: SetClock.origin + hour * 3600))
      #expect(try watched() == (24 - hour) * 3600)
    }
    let page = try vera.get("/cameras/gate/thresholds").text
    #expect(page.contains("Since the camera has its present model and view, 6 h"))
  }

  @Test func `and the comparison with a shadow are for those who see the camera`() async throws {
    let station = try await station()
    for path in ["/api/v1/cameras/gate/thresholds?at=0.05", "/api/v1/cameras/gate/shadow"] {
      #expect(try station.client("vera").get(path).status == 200)
      #expect(try station.client("yuri").get(path).status == 404)
      #expect(try station.nobody.get(path).status == 401)
    }
    #expect(try station.client("vera").get("/api/v1/cameras/gate/shadow").object.isEmpty)
  }

  @Test func `say what a model in shadow would have raised`() async throws {
    let station = try await RunningStation()
    try ShadowedStation.fill(station)
    _ = try station.addEvent(700 * 60)
    let answer = try station.nobody.get("/api/v1/cameras/gate/shadow")
    let found = try #require(try answer.object["comparison"] as? [String: Any])
    let model = try #require(found["model"] as? [String: Any])
    let shadow = try #require(found["shadow"] as? [String: Any])
    #expect(model["alarms"] as? Int == 3 && shadow["alarms"] as? Int == 1)
    #expect(model["snippets"] as? Int == 4320 && shadow["snippets"] as? Int == 4320)
    #expect(shadow["name"] as? String == "new@0123 <b>" && found["watched"] as? Double == 3 * 86_400)
    let levels = try #require(shadow["alarmThresholds"] as? [Double])
    #expect(levels.count == 1 && abs(levels[0] - 0.8) < 1e-6)
    let doubts = try #require(found["doubts"] as? [String])
    #expect(doubts.contains { $0.hasPrefix("too little to say of what is real") })
    #expect(doubts.contains { $0.hasPrefix("the file's threshold counts for both") })
    #expect(!answer.text.contains("/srv/secret"))
  }
}
