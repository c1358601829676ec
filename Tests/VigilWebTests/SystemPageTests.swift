import Foundation
import Testing
import VigilStation
import VigilStore
import VigilTestSupport
import VigilWeb

@Suite(.ownThread) struct `The page of the system` {
  private func station() async throws -> RunningStation {
    let station = try await RunningStation(people: try StationUser.everybody)
    station.watched.set(Readiness(faults: ["recording"]))
    station.watched.set([
      MetricFamily("vigil_economy_level", .gauge, help: "", [.init(3)]),
      MetricFamily("process_resident_memory_bytes", .gauge, help: "", [.init(205 * 1_048_576)]),
      MetricFamily(
        "vigil_camera_snippets_total", .counter, help: "",
        [
          .init(4711, ["camera": "gate", "outcome": "scored"]),
          .init(12, ["camera": "gate", "outcome": "dropped"]),
          .init(99, ["camera": "yard", "outcome": "dropped"]),
        ]),
      MetricFamily(
        "vigil_camera_latency_seconds", .gauge, help: "",
        [.init(0.314, ["camera": "gate"]), .init(.nan, ["camera": "yard"])]),
    ])
    _ = try station.add([UInt8](repeating: 1, count: 3000))
    return station
  }

  @Test func `shows the station, its disk and machine, and what each camera lost`() async throws {
    let station = try await station()
    let page = try station.client("ada").get("/system").text
    func fact(_ name: String) -> String? {
      page.components(separatedBy: "<dt>\(name)</dt><dd>").dropFirst().first
        .map { String($0.prefix { $0 != "<" }) }
    }
    #expect(page.contains("The station does not do all of its work: recording."))
    #expect(fact("Left out for speed") == "only the centre crop" && fact("Memory") == "205 MiB")
    #expect(fact("Recordings") == "2.9 KiB" && fact("Runs for") == "unknown")
    #expect(try #require(fact("Free")).wholeMatch(of: /[0-9.]+ [KMGTP]iB of [0-9.]+ [KMGTP]iB/) != nil)
    // This one, and that of the login while the station has not yet heard of its end.
    #expect(["1", "2"].contains(fact("Connections")))
    func cells(_ camera: String) -> [String] {
      let row = page.components(separatedBy: "<tr>").first { $0.contains("<bdi>\(camera)</bdi>") }
      return row?.matches(of: /<td[^>]*>([^<]*)<\/td>/).map { String($0.1) } ?? []
    }
    #expect(cells("gate") == ["watching", "0.31 s", "4711", "–", "–", "–", "12", "–", "–", "–", "–"])
    #expect(cells("yard") == ["watching", "–", "–", "–", "–", "–", "99", "–", "–", "–", "–"])
  }

  @Test func `shows how long cameras were watched and blind in the past week, and what they lost`()
    async throws
  {
    let station = try await station()
    try station.store.add(
      ["gate", "yard"].map { camera in
        CameraHour(
          camera: camera, hour: CameraHour.hour(of: SetClock.origin),
          counts: WatchCounts(seconds: 1800, scored: 2500, still: 2000, dropped: 4, skipped: 3, lateFrames: 2)
        )
      })
    try station.store.begin(
      CameraNotice(
        camera: "gate", kind: "covered", message: "dark", start: SetClock.origin, end: SetClock.origin + 720))
    station.clock.advance(3600)
    func cells(_ name: String) throws -> [String] {
      let page = try station.client(name).get("/system").text
      let section = try #require(page.components(separatedBy: "id=\"week-title\"").last)
      #expect(section.contains("is counted since") && section.contains("<bdi>yard</bdi>") == (name == "ada"))
      let row = section.components(separatedBy: "<tr>").first { $0.contains("<bdi>gate</bdi>") }
      return row?.matches(of: /<td[^>]*>([^<]*)<\/td>/).map { String($0.1) } ?? []
    }
    let expected = ["0.5 h", "0.2 h", "0", "0", "2500", "2000", "4", "3", "2"]
    #expect(try cells("ada") == expected && cells("vera") == expected)
  }

  @Test func `shows those who see some cameras these and nothing of the machine`() async throws {
    let station = try await station()
    let page = try station.client("vera").get("/system").text
    #expect(page.contains("<bdi>gate</bdi>") && !page.contains("<bdi>yard</bdi>"))
    #expect(!page.contains("recording") && !page.contains("<dt>") && !page.contains(" MHz"))
    #expect(try station.nobody.get("/system").status == 401)
  }
}
