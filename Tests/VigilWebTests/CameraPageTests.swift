import Foundation
import Testing
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport
import VigilWeb

@Suite(.ownThread) struct `The page of a camera` {
  /// A station whose camera was watched for two days, with a high score each hour from six to nine o'clock.
  private func station() async throws -> RunningStation {
    let station = try await RunningStation(people: try StationUser.everybody)
    station.clock.advance(2 * 86_400)
    for snippet in 0..<2 * 1440 {
      let start = SetClock.origin + 60 * Double(snippet)
      let isHigh = snippet % 60 == 30 && (6..<9).contains(snippet / 60 % 24)
      try station.store.append(
        ScoreSample(start: start, duration: 60, score: isHigh ? 0.85 : 0.15), camera: "gate")
    }
    for index in 0..<3 { try station.addEvent(86_400 + Double(index) * 3600) }
    station.watched.set([
      WatchedCamera(
        name: "gate", state: .watching, since: SetClock.origin, score: 0.15, scoreDate: station.clock.date,
        alarmThreshold: 0.8, reviewThreshold: 0.5)
    ])
    return station
  }

  @Test func `shows the scores and events of a span, and leads to those before and after`() async throws {
    let station = try await station()
    let ada = try station.client("ada")
    func rows(_ page: String) -> Int { page.matches(of: /<tr id="event-/).count }
    let day = try ada.get("/cameras/gate").text
    #expect(rows(day) == 3 && day.contains("aria-current=\"true\">Day</a>") && !day.contains("Later"))
    #expect(day.contains("alarm 0.80") && day.contains("review 0.50"))
    // Both sizes of the chart have a band for each event, which leads to its row.
    #expect(day.matches(of: /<a href="#event-/).count == 6)
    let earlier = try #require(day.firstMatch(of: /href="([^"]*)">Earlier/)).1
    let before = try ada.get(String(earlier).replacing("&amp;", with: "&"))
    #expect(before.status == 200 && rows(before.text) == 0 && before.text.contains("No events in this span"))
    #expect(before.text.contains(">Later</a>") && before.text.contains(">Now</a>"))
    for span in ["hour", "week", "month"] {
      let page = try ada.get("/cameras/gate?span=\(span)")
      #expect(page.status == 200 && !page.text.contains("nothing to show"), "\(span)")
    }
    // What lies in the future is not shown.
    #expect(try ada.get("/cameras/gate?to=2100-01-01T00:00:00Z").text == day)
    for bad in ["span=year", "to=yesterday", "from=2026-02-30T00:00", "day=2026-01-01"] {
      #expect(try ada.get("/cameras/gate?\(bad)").status == 400, "\(bad)")
    }
  }

  @Test func `says what thresholds would have raised, and when`() async throws {
    let station = try await station()
    let ada = try station.client("ada")
    let page = try ada.get("/cameras/gate/thresholds").text
    func row(_ threshold: String, in page: String) -> [String] {
      let text = page.components(separatedBy: "<tr>").first { $0.contains("scope=\"row\">\(threshold)</th>") }
      return text?.matches(of: /<td[^>]*>([^<]*)<\/td>/).map { String($0.1) } ?? []
    }
    #expect(row("0.8", in: page) == ["6", "3.0", "alarm, in force"])
    #expect(row("0.5", in: page) == ["6", "3.0", "review, in force"])
    // Its own scores are these two.
    #expect(row("0.15", in: page) == ["1", "0.5", ""] && row("0.85", in: page) == ["6", "3.0", ""])
    #expect(page.matches(of: /scope="row">0\.[0-9]+</).count == 4)
    #expect(page.contains("In the past week 2 d 0 h were watched"))
    // The station's clock of this test stands wherever the machine's zone has it: the six are in three hours.
    let hours = (0..<24).map { row("\($0) to \($0 + 1)", in: page) }
    #expect(hours.filter { $0.first == "2" }.count == 3 && hours.filter { $0.first == "0" }.count == 21)
    // Any other may be asked for.
    let asked = try ada.get("/cameras/gate/thresholds?at=0.9").text
    #expect(row("0.9", in: asked) == ["0", "0.0", "asked for"] && asked.contains("value=\"0.9\""))
    #expect((0..<24).allSatisfy { row("\($0) to \($0 + 1)", in: asked)[2] == "0" })
    #expect(
      try row("0.8", in: ada.get("/cameras/gate/thresholds?at=8e-1").text).last
        == "alarm, in force, asked for")
    #expect(try ada.get("/cameras/gate/thresholds?at=").text == page)
    for bad in ["at=1.1", "at=-0.1", "at=nan", "at=0x1", "at=1e9", "at=a", "at=0.5&at=0.6", "above=0.5"] {
      let answer = try ada.get("/cameras/gate/thresholds?\(bad)")
      #expect(answer.status == 400, "\(bad)")
    }
  }

  @Test func `counts and draws each hour at its own threshold`() async throws {
    let station = try await station()
    // The first of the three hours in which there is something has a threshold of its own.
    let high = Calendar.current.component(.hour, from: SetClock.origin + 6 * 3600 + 1800)
    let levels = (0..<24).map { Float($0 == high ? 0.9 : 0.8) }
    let changes = [(StandingThresholds.alarmKey, levels), (StandingThresholds.reviewKey, [0.5])].map {
      RuntimeChange(
        camera: "gate", key: $0, value: StandingThresholds.Value.text($1),
        by: StandingThresholds.author("demo"), at: SetClock.origin)
    }
    let thresholds = StandingThresholds(CameraSettings(), changes: changes, model: 0.7, name: "demo")
    station.watched.set([
      WatchedCamera(
        name: "gate", state: .watching, since: SetClock.origin, score: 0.15, scoreDate: station.clock.date,
        alarmThreshold: 0.9, reviewThreshold: 0.5, thresholds: thresholds)
    ])
    let answer = try station.client("vera").get("/api/v1/cameras/gate/thresholds")
    let lines = try answer.list("thresholds")
    let alarm = try #require(lines.first { ($0["names"] as? [String]) == ["alarm"] })
    #expect(alarm["events"] as? Int == 4 && (alarm["scores"] as? [Any])?.count == 24)
    let byHour = try #require(alarm["byHour"] as? [Int])
    #expect(byHour[high] == 0 && byHour.filter { $0 == 2 }.count == 2)
    let review = try #require(lines.first { ($0["names"] as? [String]) == ["review"] })
    #expect(review["events"] as? Int == 6 && (review["byHour"] as? [Int])?[high] == 2)
    let page = try station.client("vera").get("/cameras/gate/thresholds").text
    #expect(page.contains("scope=\"row\">0.8 to 0.9 by hour</th><td class=\"number\">4</td>"))
    let camera = try station.client("vera").get("/cameras/gate").text
    #expect(camera.contains("alarm 0.80 to 0.90 by hour") && !camera.contains(">alarm 0.90<"))
    // One at each size of the chart, which goes up and down again.
    let drawn = camera.matches(of: /class="line s1 d1" d="M[^V"]*V[^V"]*V[^V"]*"/).count
    #expect(drawn == 2, "up and down in a day: \(drawn)")
    #expect(camera.contains("review 0.50"))
  }

  @Test func `offers to mark what was missed, shows the span that was chosen, and takes marks back`()
    async throws
  {
    let station = try await station()
    let zone = TimeZone.current
    let begin = station.clock.date - 7200
    let style = Date.ISO8601FormatStyle(timeZone: zone).year().month().day().dateSeparator(.dash)
      .dateTimeSeparator(.standard).time(includingFractionalSeconds: false).timeSeparator(.colon)
    func page(_ name: String, _ from: Date?, _ until: Date?) throws -> String {
      let query = [("from", from), ("until", until)].compactMap { key, date in
        date.map { "&\(key)=\($0.formatted(style).replacing(":", with: "%3A"))" }
      }
      return try station.client(name).get("/cameras/gate?span=day" + query.joined()).text
    }
    let plain = try page("olga", nil, nil)
    #expect(plain.contains("type=\"datetime-local\"") && !plain.contains("id=\"mark\""))
    #expect(plain.contains("name=\"span\" value=\"day\"") && plain.contains("Nothing is marked"))
    // A viewer sees nothing of it while nothing is marked, and then the marks alone.
    #expect(try !page("vera", nil, nil).contains("id=\"missed\""))
    let chosen = try page("olga", begin, begin + 30)
    let from = try #require(chosen.firstMatch(of: /id="mark" data-from="([^"]*)"/)).1
    let to = try #require(chosen.firstMatch(of: /data-to="([^"]*)"/)).1
    #expect(
      try Date(String(from), strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)) == begin)
    #expect(chosen.matches(of: /class="gap"/).count == 2, "in both sizes of the chart")
    for (from, until) in [(begin, begin), (begin, begin - 1), (begin, begin + 86_401), (begin, begin + 7201)]
    {
      let page = try page("olga", from, until)
      #expect(!page.contains("id=\"mark\"") && page.contains("The end has to be after"))
    }
    let olga = try station.client("olga")
    let made = try olga.ask(
      "POST", "/api/v1/cameras/gate/missed", json: #"{"from":"\#(from)","to":"\#(to)"}"#)
    let id = try #require(try made.object["id"] as? Int)
    let marked = try page("olga", nil, nil)
    #expect(marked.contains("data-undo=\"\(id)\"") && marked.matches(of: /class="gap"/).count == 2)
    let seen = try page("vera", nil, nil)
    #expect(seen.contains("by <bdi>olga</bdi>") && !seen.contains("data-undo") && !seen.contains("<form"))
    #expect(try olga.ask("DELETE", "/api/v1/labels/\(id)").status == 200)
    #expect(try page("olga", nil, nil).contains("Nothing is marked"))
  }

  @Test func `is missing for those who may not see the camera`() async throws {
    let station = try await station()
    for path in ["/cameras/gate", "/cameras/gate/thresholds"] {
      #expect(try station.client("yuri").get(path).status == 404)
      #expect(try station.client("vera").get(path).status == 200)
      #expect(try station.nobody.get(path).status == 401)
    }
    #expect(try station.client("ada").get("/cameras/cellar").status == 404)
  }

  @Test func `says so where there are no scores`() async throws {
    let station = try await RunningStation()
    #expect(try station.nobody.get("/cameras/yard").text.contains("nothing to show"))
    #expect(try station.nobody.get("/cameras/yard/thresholds").text.contains("No scores of the past week"))
  }
}
