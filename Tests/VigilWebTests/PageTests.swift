import Foundation
import Testing
import VigilStation
import VigilStore
import VigilTestSupport
import VigilWeb

/// Pages as they leave the station; what a browser makes of them is in `BrowserTests`.
@Suite(.ownThread) struct `A page` {
  static let words = #"</bdi></script><img src=x onerror=alert(1)>" onload='alert(2)' &amp; {{7*7}}"#
  private static let browser = ["Accept": "text/html,application/xhtml+xml,*/*;q=0.8"]

  @Test func `has the hostile words of cameras, notices and models as text only`() async throws {
    let station = try await RunningStation()
    let name = "</title><script>alert(1)</script>\u{202e}\"'"
    station.watched.set([
      WatchedCamera(
        name: name, state: .failed, reason: Self.words, since: SetClock.origin, score: .nan,
        scoreDate: SetClock.origin, quiet: [Self.words], health: [Self.words: Self.words])
    ])
    station.watched.set(Readiness(faults: [Self.words]))
    try station.store.begin(
      CameraNotice(camera: name, kind: "lost", message: Self.words, start: SetClock.origin))
    let event = StoredEvent(
      id: UUID(), camera: name, severity: .alarm, state: .ended, start: SetClock.origin,
      end: SetClock.origin + 3, peakScore: 0.75, peakDate: SetClock.origin, threshold: 0.5,
      model: Self.words, reasons: [Self.words])
    try station.store.put(event)
    let encoded = try #require(name.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
    for path in ["/", "/events", "/events?camera=\(encoded)", "/events/\(event.id)"] {
      let page = try station.nobody.get(path)
      #expect(page.status == 200, "\(path): \(page.text)")
      for part in ["<img src=x", "<script>", "onload='", #""'"#, #"\" onload"#, "\u{1b}"] {
        #expect(!page.text.contains(part), "\(path) has \(part)")
      }
      #expect(page.text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
      // Names that turn the direction of what follows are held in.
      #expect(page.text.contains("<bdi>&lt;/title&gt;"))
    }
    #expect(try station.nobody.get("/events/\(event.id)").text.contains("&lt;img src=x onerror=alert(1)&gt;"))
    // What is said of a camera in several ways stands there once.
    let page = try station.nobody.get("/").text
    let remarks = try #require(page.firstMatch(of: /<ul class="remarks">(.*?)<\/ul>/)?.1)
    #expect(remarks.matches(of: /<li>/).count == 1, "\(remarks)")
  }

  @Test func `has a policy without anything inline, and nothing inline to forbid`() async throws {
    let station = try await RunningStation()
    let event = try station.addEvent()
    _ = try station.add([1], event: event.id)
    _ = try station.add([1], kind: .picture, event: event.id, path: "1.jpg")
    for path in [
      "/", "/events", "/events/\(event.id)", "/cameras/gate", "/cameras/gate/thresholds", "/system",
      "/nothing",
    ] {
      let page = try station.nobody.get(path, Self.browser)
      let policy = try #require(page["content-security-policy"])
      #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self'"))
      #expect(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains("*"))
      #expect(page["content-type"] == "text/html; charset=utf-8" && page["cache-control"] == "no-store")
      #expect(!page.text.contains(" style=") && !page.text.contains("<style"))
      #expect(page.text.firstMatch(of: /\son[a-z]+=/) == nil && !page.text.contains("javascript:"))
      for match in page.text.matches(of: /<script[^>]*>(.*?)<\/script>/) { #expect(match.1.isEmpty) }
      // Whatever it loads is the station's own.
      for match in page.text.matches(of: /(?:src|href|action|poster)="([^"]*)"/) {
        let address = String(match.1).replacing("&amp;", with: "&")
        #expect(address.hasPrefix("/") && !address.hasPrefix("//") || address.hasPrefix("#"), "\(address)")
        guard address.hasPrefix("/") else { continue }
        #expect(try station.nobody.get(address).status == 200, "\(path) leads to \(address)")
      }
    }
  }

  @Test func `loads files of the program, each with its type`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    for (name, type) in [
      ("style.css", "text/css; charset=utf-8"), ("icon.svg", "image/svg+xml"),
      ("page.js", "text/javascript; charset=utf-8"), ("cameras.js", "text/javascript; charset=utf-8"),
    ] {
      let file = try station.nobody.get("/page/\(name)")
      #expect(file.status == 200 && file["content-type"] == type && !file.body.isEmpty, "\(name)")
    }
    for name in ["", "..", "openapi.json", "%2e%2e%2fopenapi.json", "style.css/x", "STYLE.CSS"] {
      #expect(try station.nobody.get("/page/\(name)").status == 404, "\(name)")
    }
    // Scripts make no markup of text.
    for name in [
      "page.js", "sign-in.js", "cameras.js", "tile.js", "spark.js", "live.js", "records.js", "player.js",
      "screen.js", "event.js", "camera.js", "changes.js",
    ] {
      let script = try station.nobody.get("/page/\(name)").text
      for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
        #expect(!script.contains(word), "\(name) has \(word)")
      }
    }
  }

  @Test func `is the one to sign in for nobody, whatever was asked for, and leads nowhere else`() async throws
  {
    let station = try await RunningStation(people: try StationUser.everybody)
    let event = try station.addEvent()
    for path in ["/", "/events", "/events/\(event.id)", "/events?before=x"] {
      let page = try station.nobody.get(path, Self.browser)
      #expect(page.status == 401 && page["www-authenticate"] != nil && page["location"] == nil, "\(path)")
      #expect(page.text.contains("id=\"sign-in\"") && !page.text.contains("gate"))
    }
    // Programs are answered as before.
    #expect(try station.nobody.get("/")["content-type"] == "application/problem+json")
    #expect(
      try station.nobody.get("/api/v1/cameras", Self.browser)["content-type"] == "application/problem+json")
  }

  @Test func `says what is wrong without the words of whoever asked`() async throws {
    let station = try await RunningStation()
    for (path, headers, status) in [
      ("/nothing", [:], 404), ("/events/\(UUID())", [:], 404), ("/events?severity=%3Cb%3E", [:], 400),
      ("/?x=%3Cb%3E", [:], 400), ("//evil.example/", [:], 404), ("/", ["Sec-Fetch-Site": "cross-site"], 403),
      ("/", ["Host": "evil.example"], 421),
    ] {
      let page = try station.nobody.get(path, headers.merging(Self.browser) { $1 })
      #expect(page.status == status && page["content-type"] == "text/html; charset=utf-8", "\(path)")
      #expect(
        page.text.contains("<a href=\"/\">") && !page.text.contains("evil") && !page.text.contains("<b>"))
    }
  }

  @Test func `shows a camera by its score and the score's age`() async throws {
    let station = try await RunningStation()
    func camera(_ name: String, _ score: Float?, seconds: Double) -> WatchedCamera {
      WatchedCamera(
        name: name, state: .watching, since: SetClock.origin, score: score,
        scoreDate: score.map { _ in SetClock.origin + seconds }, alarmThreshold: 0.75, reviewThreshold: 0.5)
    }
    station.clock.advance(100)
    station.watched.set([
      camera("calm", 0.25, seconds: 99), camera("middle", 0.5, seconds: 99),
      camera("high", 0.75, seconds: 99),
      camera("old", 0.9, seconds: 60), camera("new", nil, seconds: 0),
      WatchedCamera(name: "out", state: .off, since: SetClock.origin),
    ])
    let page = try station.nobody.get("/").text
    for (name, look, words) in [
      ("calm", "calm", "below the thresholds"), ("middle", "review", "above the review threshold"),
      ("high", "alarm", "above the alarm threshold"), ("old", "stale", "last score 40 s ago"),
      ("new", "stale", "no score yet"), ("out", "off", "off"),
    ] {
      let tile = try #require(
        page.components(separatedBy: "<article ").first { $0.contains("data-camera=\"\(name)\"") })
      #expect(tile.hasPrefix("class=\"camera \(look)\"") && tile.contains(words), "\(tile)")
    }
  }

  @Test func `lists events by camera and severity, page by page`() async throws {
    let station = try await RunningStation()
    for index in 0..<60 { try station.addEvent(Double(index) * 10, camera: index < 55 ? "gate" : "yard") }
    func links(_ text: String) -> Int { text.matches(of: /<th scope="row"><a href="\/events\//).count }
    let first = try station.nobody.get("/events").text
    #expect(links(first) == 50)
    let next = try #require(first.firstMatch(of: /href="(\/events\?before=[^"]*)" rel="next"/)).1
    #expect(try links(station.nobody.get(String(next)).text) == 10)
    #expect(try links(station.nobody.get("/events?camera=yard&severity=alarm").text) == 5)
    #expect(try links(station.nobody.get("/events?camera=&severity=").text) == 50)
    #expect(try links(station.nobody.get("/events?camera=gate&severity=review").text) == 0)
    let filtered = try station.nobody.get("/events?camera=gate").text
    let more = try #require(filtered.firstMatch(of: /href="(\/events\?[^"]*)" rel="next"/)).1
    #expect(try links(station.nobody.get(String(more).replacing("&amp;", with: "&")).text) == 5)
    #expect(filtered.contains("<option value=\"gate\" selected>"))
  }

  @Test func `lists events by what is said of them and by day, and leads from each to the next of the list`()
    async throws
  {
    let station = try await RunningStation()
    let zone = TimeZone.current
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    // Noon of three days, by the station's clock.
    let noon = calendar.startOfDay(for: SetClock.origin) + 43_200
    let events = try (0..<6).map { index in
      try station.addEvent(
        noon.timeIntervalSince(SetClock.origin) + Double(index / 2) * 86_400 + Double(index))
    }
    func text(_ day: Double) -> String {
      (noon + day * 86_400).formatted(Date.ISO8601FormatStyle(timeZone: zone).year().month().day())
    }
    try station.store.label(events[0].id, as: .real, by: "ada")
    try station.store.label(events[1].id, as: .falseAlarm, by: "ada")
    try station.store.label(events[1].id, as: .real, by: "olga")
    try station.store.label(events[2].id, as: .unsure, by: "ada")
    try station.store.label(events[3].id, as: .real, by: "ada")
    try station.store.undoLabel(of: events[3].id, by: "ada")
    func listed(_ query: String) throws -> [Int] {
      let page = try station.nobody.get("/events?" + query)
      #expect(page.status == 200, "\(query)")
      return page.text.matches(of: /<tr id="event-([^"]*)"/).compactMap { match in
        events.firstIndex { $0.id.uuidString.lowercased() == match.1 }
      }
    }
    #expect(try listed("label=real") == [1, 0])
    #expect(try listed("label=false") == [1])
    #expect(try listed("label=unsure") == [2])
    #expect(try listed("label=none") == [5, 4, 3])
    #expect(try listed("camera=&severity=&label=&day=") == [5, 4, 3, 2, 1, 0])
    #expect(try listed("day=\(text(1))") == [3, 2])
    #expect(try listed("label=none&day=\(text(1))") == [3])
    #expect(try listed("camera=yard&label=none") == [])
    for bad in ["label=missed", "day=2026-02-30", "day=yesterday", "day=2026-11-28T00:00"] {
      #expect(try station.nobody.get("/events?\(bad)").status == 400, "\(bad)")
    }
    // The same over REST, where days are spans.
    #expect(try station.nobody.get("/api/v1/events?label=real").list("events").count == 2)
    #expect(try station.nobody.get("/api/v1/events?label=none").list("events").count == 3)
    #expect(try station.nobody.get("/api/v1/events?label=missed").status == 400)
    // From one to the next among those of the list, also when it is itself no longer among them.
    func links(_ index: Int, _ query: String) throws -> [Int?] {
      let page = try station.nobody.get("/events/\(events[index].id)\(query)").text
      return ["prev", "next"].map { rel in
        let link = try? Regex(#"href="(\/events\/[^"]*)" rel="\#(rel)""#).firstMatch(in: page)
        let address = link.flatMap { $0.output[1].substring } ?? ""
        #expect(address.isEmpty || address.hasSuffix(query.replacing("&", with: "&amp;")), "\(address)")
        return events.firstIndex { address.contains($0.id.uuidString.lowercased()) }
      }
    }
    #expect(try links(0, "") == [1, nil] && links(3, "") == [4, 2] && links(5, "") == [nil, 4])
    #expect(try links(2, "?label=none") == [3, nil] && links(4, "?label=none") == [5, 3])
    #expect(try links(2, "?camera=gate&label=real") == [nil, 1])
  }

  @Test func `offers to keep an event to those who may`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    let event = try station.addEvent()
    for (name, isOffered) in [("vera", false), ("olga", true), ("ada", true)] {
      let page = try station.client(name).get("/events/\(event.id)").text
      #expect(page.contains("id=\"keep\"") == isOffered && page.contains("id=\"sign-out\""), "\(name)")
    }
  }
}
