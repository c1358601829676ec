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
      "screen.js", "event.js",
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

  @Test func `offers to keep an event to those who may`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    let event = try station.addEvent()
    for (name, isOffered) in [("vera", false), ("olga", true), ("ada", true)] {
      let page = try station.client(name).get("/events/\(event.id)").text
      #expect(page.contains("id=\"keep\"") == isOffered && page.contains("id=\"sign-out\""), "\(name)")
    }
  }
}
