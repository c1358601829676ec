import Foundation
import Testing
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport
import VigilWeb

/// A station in which a model scores in the shadow of the camera "gate".
enum ShadowedStation {
  /// Three days of scores of both; the camera's own has a peak of 0.85 each day, the other of 0.95 on the first.
  static func fill(_ station: RunningStation) throws {
    let (store, start) = (station.store, station.clock.date)
    station.clock.advance(3 * 86_400)
    for (key, value, by) in [
      (Calibration.modelKey, "demo@7b6c", "the station"),
      (AdoptedModels.key, #"[{"folder":"/srv/secret/old.vigil","former":[]}]"#, "olga"),
      (ShadowKeys.folder, "/srv/secret/new.vigil", "anna"), (ShadowKeys.model, "new@0123 <b>", "the station"),
    ] {
      try store.set(RuntimeChange(camera: "gate", key: key, value: value, by: by, at: start))
    }
    for minute in 0..<3 * 1440 {
      let date = start + 60 * Double(minute)
      let isPeak = minute % 1440 == 700
      try store.append(
        ScoreSample(start: date, duration: 60, score: isPeak ? 0.85 : 0.15), camera: "gate")
      try store.append(
        ScoreSample(start: date, duration: 60, score: isPeak && minute < 1440 ? 0.95 : 0.05), camera: "gate",
        shadow: "new@0123 <b>")
    }
    try store.flushScores()
    var settings = CameraSettings()
    (settings.threshold, settings.reviewThreshold) = (0.8, 0.5)
    let thresholds = StandingThresholds(settings, changes: [], model: 0.8, name: "any")
    station.watched.set([
      WatchedCamera(
        name: "gate", state: .watching, since: start, score: 0.15, scoreDate: station.clock.date,
        alarmThreshold: 0.8, reviewThreshold: 0.5, thresholds: thresholds, model: "demo@7b6c",
        shadow: ShadowStatus(
          name: "new@0123 <b>", score: 0.05, scoreDate: station.clock.date, thresholds: thresholds))
    ])
  }
}

@Suite(.ownThread) struct `A model in shadow, over HTTP` {
  @Test func `is told by its name, with who put it there, and no folder is`() async throws {
    let station = try await RunningStation()
    try ShadowedStation.fill(station)
    let answer = try station.nobody.get("/api/v1/cameras/gate")
    let model = try #require(try answer.object["model"] as? [String: Any])
    #expect(model["name"] as? String == "demo@7b6c" && model["by"] as? String == "olga")
    let shadow = try #require(try answer.object["shadow"] as? [String: Any])
    #expect(shadow["name"] as? String == "new@0123 <b>" && shadow["by"] as? String == "anna")
    #expect(shadow["score"] as? Double == 0.05 && shadow["since"] as? String == "2026-09-21T14:20:00.000Z")
    #expect(!answer.text.contains("/srv/secret"))
    station.watched.set([WatchedCamera(name: "gate", state: .off, since: SetClock.origin)])
    #expect(try station.nobody.get("/api/v1/cameras/gate").object["model"] == nil)
  }

  @Test func `has scores of its own`() async throws {
    let station = try await RunningStation()
    try ShadowedStation.fill(station)
    func highest(_ of: String) throws -> Double? {
      try station.nobody.get("/api/v1/cameras/gate/scores?from=2026-09-21T00:00:00Z\(of)").list("scores")
        .compactMap { $0["high"] as? Double }.max()
    }
    #expect(try highest("") == highest("&of=model"))
    let (own, shadow) = (try #require(try highest("")), try #require(try highest("&of=shadow")))
    #expect(abs(own - 0.85) < 1e-6 && abs(shadow - 0.95) < 1e-6)
    #expect(try station.nobody.get("/api/v1/cameras/gate/scores?of=both").status == 400)
    try station.store.clear(camera: "gate", key: ShadowKeys.folder, by: "anna")
    #expect(try highest("&of=shadow") == nil)
  }

  @Test func `is drawn over the camera's own, with its name in the legend and in words`() async throws {
    let station = try await RunningStation()
    try ShadowedStation.fill(station)
    let page = try station.nobody.get("/cameras/gate?span=week").text
    // One at each size of the chart.
    #expect(page.matches(of: /class="line s1 d1" d="M/).count == 4 && page.contains("score in shadow"))
    #expect(page.contains("those in shadow, dashed, the highest 0.95"))
    #expect(page.contains("<bdi>new@0123 &lt;b&gt;</bdi>, which scores in shadow"))
    let plain = try station.nobody.get("/cameras/gate?to=2026-09-20T00:00:00Z").text
    #expect(plain.contains("There are none in this span") && !plain.contains("dashed, the highest"))
  }

  @Test func `is compared with the camera's own on the page of thresholds`() async throws {
    let station = try await RunningStation()
    try ShadowedStation.fill(station)
    _ = try station.addEvent(700 * 60)
    let page = try station.nobody.get("/cameras/gate/thresholds").text
    #expect(page.contains("<bdi>demo@7b6c</bdi>, since ") && page.contains("adopted by <bdi>olga</bdi>"))
    #expect(
      page.contains("<bdi>new@0123 &lt;b&gt;</bdi> scores in shadow, since ")
        && page.contains("put there by <bdi>anna</bdi>"))
    func row(_ title: String) -> [String] {
      let text = page.components(separatedBy: "<tr>").first { $0.contains("scope=\"row\">\(title)</th>") }
      return text?.matches(of: /<td>([^<]*)<\/td>/).map { String($0.1) } ?? []
    }
    #expect(row("Alarms") == ["3", "1"] && row("Snippets") == ["4320", "4320"])
    #expect(row("Alarms from") == ["0.8, as given in the file", "0.8, as given in the file"])
    #expect(page.contains("Too little to say of what is real: 0 events"))
    #expect(!page.contains("/srv/secret"))
  }
}
