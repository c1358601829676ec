import Foundation
import Testing
import VigilStation
import VigilStore
import VigilTestSupport
import VigilWeb

/// Chromium, as people use it. With the variable VIGIL_PICTURES naming a folder, it leaves pictures of the pages there.
@Suite(
  .ownThread, .serialized,
  .enabled(if: Browser.isInstalled, "Chromium and its driver are missing; run scripts/setup tests"))
struct `A browser` {
  private static let pictures = ProcessInfo.processInfo.environment["VIGIL_PICTURES"]
  private static let schemes = ["light", "dark"]

  /// A station with two cameras, an event with a clip, and a notice.
  private struct Watched {
    let station: RunningStation
    let event: StoredEvent
    var address: String { "http://localhost:\(station.port)" }

    init(people: [StationUser]) async throws {
      station = try await RunningStation(people: people)
      station.clock.advance(600)
      let clip = station.folder.path("clip.mp4")
      let picture = station.folder.path("picture.jpg")
      try CommandLineTool.ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=duration=4:size=640x360:rate=10", "-c:v", "libx264", "-pix_fmt",
        "yuv420p", "-movflags", "+faststart", clip)
      try CommandLineTool.ffmpeg("-i", clip, "-frames:v", "1", picture)
      try station.addEvent(200, camera: "yard")
      event = try station.addEvent(400, crops: EventCrop.ten(width: 640, height: 360))
      _ = try station.add(
        Array(Data(contentsOf: URL(filePath: clip))), event: event.id, path: "1.mp4")
      _ = try station.add(
        Array(Data(contentsOf: URL(filePath: picture))), kind: .picture, event: event.id, path: "1.jpg")
      try station.store.begin(
        CameraNotice(
          camera: "yard", kind: "moved", message: "the camera shows another view than before",
          start: SetClock.origin + 300))
      for second in 0..<600 {
        let score = Float(0.15 + 0.08 * sin(Double(second) / 7) + ((398..<404).contains(second) ? 0.5 : 0))
        for camera in ["gate", "yard"] {
          try station.store.append(
            ScoreSample(start: SetClock.origin + Double(second), duration: 1, score: score), camera: camera)
        }
      }
      for camera in ["gate", "yard"] { tell(camera, 0.15) }
    }

    /// A second later, with a new score of a camera.
    func tell(_ name: String, _ score: Float) {
      station.clock.advance(0.5)
      let camera = WatchedCamera(
        name: name, state: .watching, since: SetClock.origin, score: score, scoreDate: station.clock.date,
        latency: 0.3, alarmThreshold: 0.6, reviewThreshold: 0.4,
        quiet: name == "yard" ? ["outside the schedule"] : [])
      let others = station.watched.cameras.filter { $0.name != name }
      station.watched.set((others + [camera]).sorted { $0.name < $1.name })
      station.server.updates.publish(.camera(camera))
    }
  }

  private func signIn(_ browser: Browser, _ watched: Watched, _ path: String = "/") throws {
    try browser.open(watched.address + path)
    try browser.type("ada", into: "#name")
    try browser.type(RunningStation.password + "\u{E007}", into: "#password")
    try browser.wait("document.querySelector('#sign-out')")
    // That nobody was signed in is no fault of the page's.
    let complaints = try browser.complaints()
    #expect(complaints.allSatisfy { $0.contains("401") }, "\(complaints)")
  }

  private func keep(_ browser: Browser, _ name: String) throws {
    guard let folder = Self.pictures else { return }
    try browser.picture().write(to: URL(filePath: folder).appending(path: "\(name).png"))
  }

  /// Whether everything that can be used has a name, and all text can be read.
  private func check(_ browser: Browser, _ page: String) throws {
    let count = try #require(
      try browser.value(
        "[...document.querySelectorAll('input,select,button,textarea,video,a')].map((e, i) => e.dataset.number = i).length"
      ) as? Int)
    #expect(count > 0)
    for index in 0..<count
    where try browser.value("document.querySelector('[data-number=\"\(index)\"]').checkVisibility()") as? Bool
      == true
    {
      let label = try browser.label("[data-number=\"\(index)\"]")
      let markup = try browser.value("document.querySelector('[data-number=\"\(index)\"]').outerHTML")
      #expect(!label.isEmpty, "\(page): without a name: \(String(describing: markup))")
    }
    for scheme in Self.schemes {
      for (width, height, size) in [(1280, 860, "wide"), (360, 800, "phone")] {
        try browser.pretend(width: width, height: height, scheme: scheme)
        let result = try #require(try browser.value(PageChecks.faint) as? [String: Any])
        let found = result["found"] as? [String]
        #expect(found == [] && result["seen"] as? Int ?? 0 > 3, "\(page), \(scheme), \(size): \(result)")
        let flaws = try browser.value(PageChecks.flaws) as? [String]
        #expect(flaws == [], "\(page), \(scheme), \(size)")
        let wider = try browser.value("document.documentElement.scrollWidth - innerWidth") as? Int
        #expect(try #require(wider) <= 0, "\(page) is wider than a screen of \(width)")
        try keep(browser, "\(page)-\(scheme)-\(size)")
      }
    }
    try browser.pretend(width: 1280, height: 860, scheme: "light")
  }

  @Test func `signs in, sees the scores of two cameras move, and those that do not greyed`() async throws {
    let watched = try await Watched(people: [try .with("ada", .admin)])
    let browser = try Browser()
    try browser.open(watched.address)
    try check(browser, "sign-in")
    try browser.type("ada", into: "#name")
    try browser.type("wrong password", into: "#password")
    try browser.click("form button")
    try browser.wait("document.querySelector('#complaint').textContent.includes('No user has this name')")
    try signIn(browser, watched)
    #expect(try browser.value("document.title") as? String == "Cameras · Vigil")
    try browser.wait("document.querySelectorAll('.spark .line')[1].getAttribute('d').length > 1000")
    #expect(try browser.text("#notices").contains("the camera shows another view than before"))
    try waitUntil { watched.station.server.updates.readerCount == 2 }

    func score(_ name: String) -> String {
      "document.querySelector('[data-camera=\(name)] .score').textContent"
    }
    func look(_ name: String) -> String { "document.querySelector('[data-camera=\(name)]').className" }
    watched.tell("gate", 0.25)
    watched.tell("yard", 0.35)
    try browser.wait("\(score("gate")) === '0.25' && \(score("yard")) === '0.35'")
    watched.tell("gate", 0.75)
    try browser.wait("\(score("gate")) === '0.75' && \(look("gate")) === 'camera alarm'")
    #expect(try browser.text("#said").contains("gate: above the alarm threshold"))
    let border = try browser.value(
      "getComputedStyle(document.querySelector('[data-camera=gate]')).borderTopColor")
    #expect(border as? String == "rgb(200, 30, 60)")
    watched.tell("gate", 0.8)
    watched.tell("yard", 0.35)
    try check(browser, "cameras-alarm")
    // Nothing more is told: what is shown is old.
    try browser.wait("\(look("gate")) === 'camera stale' && \(look("yard")) === 'camera stale'")
    #expect(try browser.text("[data-camera=yard] .age").hasPrefix("last score "))
    try check(browser, "cameras-stale")
    #expect(try browser.complaints() == [])
    try browser.click("#sign-out")
    try browser.wait("document.querySelector('#sign-in')")
  }

  @Test func `finds an event by keyboard, plays its clip and keeps it`() async throws {
    let watched = try await Watched(people: [try .with("ada", .admin)])
    let browser = try Browser()
    try signIn(browser, watched, "/events?camera=gate")
    #expect(try browser.value("location.search") as? String == "?camera=gate")
    #expect(try browser.value("document.querySelectorAll('tbody tr').length") as? Int == 1)
    try browser.open(watched.address + "/events")
    try check(browser, "events")
    // The first thing that the key Tab comes to leads past the navigation.
    try browser.press("\u{E004}")
    #expect(try browser.value("document.activeElement.className") as? String == "skip")
    try browser.press("\u{E007}")
    // Past what chooses among the events; a date has a stop for each of its parts.
    for _ in 0..<20
    where try browser.value("document.activeElement.closest('tbody') === null") as? Bool == true {
      try browser.press("\u{E004}")
    }
    #expect(
      try browser.value("document.activeElement.pathname") as? String
        == "/events/\(watched.event.id.uuidString.lowercased())")
    try browser.press("\u{E007}")
    try browser.wait(
      "location.pathname.startsWith('/events/') && document.querySelector('video')?.readyState >= 1")
    #expect(try browser.value("document.querySelector('video').duration") as? Double == 4)
    try browser.wait(
      "document.querySelector('video').play() && document.querySelector('video').currentTime > 0.5")
    #expect(try browser.value("document.querySelector('figure img').naturalWidth") as? Int == 640)
    #expect(try browser.value("document.querySelectorAll('.chart .peak').length") as? Int == 2)
    _ = try browser.value("document.querySelector('video').pause()")
    // The shades lie over the picture, whatever its size.
    let frame = "document.querySelector('.layers img').getBoundingClientRect()"
    let shades = "document.querySelector('.layers svg').getBoundingClientRect()"
    for side in ["left", "top", "right", "bottom"] {
      let distance = try #require(
        try browser.value("Math.abs(\(frame).\(side) - \(shades).\(side))") as? NSNumber)
      #expect(distance.doubleValue < 1, "\(side)")
    }
    #expect(try browser.value("\(frame).width > 200") as? Bool == true)
    #expect(
      try browser.label(".layers svg")
        == "The parts of the picture shaded by their scores, the highest, 0.850, outlined: bottom right")
    #expect(try browser.value("document.querySelectorAll('#parts tbody tr').length") as? Int == 5)
    for (width, height, scheme) in [(1280, 860, "light"), (360, 800, "dark")] {
      try browser.pretend(width: width, height: height, scheme: scheme)
      _ = try browser.value("document.querySelector('#parts-title').scrollIntoView()")
      try keep(browser, "event-parts-\(scheme)")
    }
    try browser.pretend(width: 1280, height: 860, scheme: "light")
    try check(browser, "event")
    try browser.click("#keep")
    try browser.wait("document.querySelector('#keep').ariaPressed === 'true'")
    #expect(try watched.station.store.event(watched.event.id)?.isKept == true)
    #expect(try browser.text("#kept") == "Kept: it is never removed by itself.")
    try browser.click("#keep")
    try browser.wait("document.querySelector('#keep').ariaPressed === 'false'")
    #expect(try watched.station.store.event(watched.event.id)?.isKept == false)
    // A false alarm is marked, and the mark is taken back.
    try browser.click("[data-verdict=false]")
    try browser.wait("document.querySelector('[data-verdict=false]').ariaPressed === 'true'")
    #expect(try watched.station.store.labels().map(\.verdict) == [.falseAlarm])
    try browser.click("[data-verdict=false]")
    try browser.wait("document.querySelector('[data-verdict=false]').ariaPressed === 'false'")
    #expect(try watched.station.store.labels() == [])
    // The same by keys, and on to the next event and back.
    func isPressed(_ verdict: String) -> String {
      "document.querySelector('[data-verdict=\(verdict)]').ariaPressed === 'true'"
    }
    for (key, verdict) in [("r", "real"), ("u", "unsure"), ("f", "false")] {
      try browser.press(key)
      try browser.wait(isPressed(verdict))
    }
    #expect(try watched.station.store.labels().map(\.verdict) == [.falseAlarm])
    try browser.press("n")
    try browser.wait(
      "document.title === 'Alarm at yard · Vigil' && document.querySelector('#listen:enabled')")
    try browser.press("p")
    try browser.wait(
      "document.title === 'Alarm at gate · Vigil' && \(isPressed("false")) && document.querySelector('#listen:enabled')"
    )
    // Switched off, they do nothing, also on the next page.
    try browser.click("#listen")
    try browser.open(watched.address + "/events/\(watched.event.id.uuidString)")
    try browser.wait("document.querySelector('#listen:enabled:not(:checked)')")
    try browser.press("r")
    try browser.press("n")
    #expect(try browser.value("document.title") as? String == "Alarm at gate · Vigil")
    #expect(try watched.station.store.labels().map(\.verdict) == [.falseAlarm])
    #expect(try browser.complaints() == [])
  }

  @Test func `looks at a camera's day, and what other thresholds would have raised`() async throws {
    let watched = try await Watched(people: [try .with("ada", .admin)])
    let browser = try Browser()
    try signIn(browser, watched)
    try browser.click("[data-camera=gate] h2 a")
    try browser.wait("document.title === 'gate · Vigil'")
    try browser.open(watched.address + "/cameras/gate?span=hour")
    try check(browser, "camera")
    // The event among the scores leads to its row, and that to its page.
    try browser.click(".wide a[href^='#event-']")
    try browser.wait("location.hash.startsWith('#event-')")
    try browser.click("tr:target a")
    try browser.wait("location.pathname.startsWith('/events/')")
    try browser.open(watched.address + "/cameras/gate/thresholds")
    try check(browser, "thresholds")
    try browser.open(watched.address + "/system")
    try check(browser, "system")
    #expect(try browser.complaints() == [])
    try browser.open(watched.address + "/nothing")
    try check(browser, "problem")
    // That there is nothing is no fault of the page's.
    #expect(try browser.complaints().allSatisfy { $0.contains("404") })
  }

  @Test func `marks what was missed by keyboard and by drawing over the timeline, and takes it back`()
    async throws
  {
    let watched = try await Watched(people: [try .with("ada", .admin)])
    let browser = try Browser()
    try signIn(browser, watched, "/cameras/gate?span=hour")
    // What is offered is the last minute: accepted as it is.
    _ = try browser.value("document.querySelector('#missed form button').focus()")
    try browser.press("\u{E007}")
    try browser.wait("document.querySelector('#mark')")
    try check(browser, "camera-missed")
    try browser.type("\u{E007}", into: "#mark")
    try browser.wait("document.querySelector('[data-undo]') && location.search === '?span=hour'")
    let first = try #require(try watched.station.store.labels().first)
    #expect(
      first.verdict == .missed && first.by == "ada" && abs(first.end.timeIntervalSince(first.start) - 60) < 1)
    try browser.click("[data-undo]")
    try browser.wait("!document.querySelector('[data-undo]') && document.querySelector('#missed form')")
    #expect(try watched.station.store.labels() == [])
    // The middle third of the chart is the middle third of its hour, less the axis.
    try browser.drag(".wide .chart", from: 0.4, to: 0.7)
    try browser.wait("document.querySelector('#mark')")
    try browser.click("#mark")
    try browser.wait("document.querySelector('[data-undo]')")
    let drawn = try #require(try watched.station.store.labels().first)
    let length = drawn.end.timeIntervalSince(drawn.start)
    #expect(length > 0.25 * 3600 && length < 0.36 * 3600, "\(length) s")
    #expect(try browser.complaints() == [])
  }

  @Test func `goes on by itself after the station was started again`() async throws {
    let watched = try await Watched(people: [try .with("ada", .admin)])
    let browser = try Browser()
    try signIn(browser, watched)
    try waitUntil { watched.station.server.updates.readerCount == 2 }
    _ = try browser.value("window.isTheSame = true")
    try await watched.station.end()
    try watched.station.store.close()
    try browser.wait("document.querySelector('#connection').textContent.includes('lost')")
    let again = try await RunningStation(after: watched.station) { $0.port = watched.station.port }
    again.clock.advance(700)
    try waitUntil { again.server.updates.readerCount == 2 }
    try browser.wait("document.querySelector('#connection').textContent === ''")
    let camera = WatchedCamera(
      name: "gate", state: .watching, since: SetClock.origin, score: 0.5, scoreDate: again.clock.date)
    again.server.updates.publish(.camera(camera))
    try browser.wait("document.querySelector('[data-camera=gate] .score').textContent === '0.50'")
    #expect(try browser.value("window.isTheSame") as? Bool == true)
  }

  @Test func `draws the scores of a model in shadow, and compares it with the camera's own`() async throws {
    let station = try await RunningStation()
    try ShadowedStation.fill(station)
    let browser = try Browser()
    try browser.open("http://localhost:\(station.port)/cameras/gate?span=week")
    #expect(try browser.value("document.querySelectorAll('.wide .chart .line.d1').length") as? Int == 2)
    let dashes = try browser.value(
      "getComputedStyle(document.querySelector('.wide .chart .line.d1')).strokeDasharray")
    #expect(dashes as? String == "6px, 4px")
    try check(browser, "camera-shadow")
    try browser.open("http://localhost:\(station.port)/cameras/gate/thresholds")
    try check(browser, "thresholds-shadow")
    #expect(try browser.complaints() == [])
  }

  @Test func `shows hostile words as they are, and runs none of them`() async throws {
    let station = try await RunningStation(cameras: ["gate"])
    let words = `A page`.words
    var camera = WatchedCamera(
      name: words, state: .watching, reason: words, since: SetClock.origin, quiet: [words],
      health: ["x": words])
    station.watched.set([camera])
    let browser = try Browser()
    try browser.open("http://localhost:\(station.port)/")
    try waitUntil { station.server.updates.readerCount == 2 }
    camera.reason = words + "!"
    station.server.updates.publish(.camera(camera))
    var notice = CameraNotice(camera: words, kind: "lost", message: words, start: SetClock.origin)
    notice.id = try station.store.begin(notice)
    station.server.updates.publish(.notice(notice))
    station.server.updates.publish(
      .event(
        StoredEvent(
          id: UUID(), camera: words, severity: .alarm, start: SetClock.origin, end: SetClock.origin,
          peakScore: 1, peakDate: SetClock.origin, threshold: 0.5, model: words)))
    try browser.wait("document.querySelector('[data-notice]')")
    try browser.wait("document.querySelector('.last a')")
    #expect(try browser.text("h2 bdi") == words)
    #expect(try browser.text(".remarks li") == words + "!")
    // And what stood there three times, once.
    #expect(try browser.value("document.querySelectorAll('.remarks li').length") as? Int == 2)
    #expect(try browser.text("[data-notice] bdi") == words)
    #expect(try browser.value("document.querySelectorAll('main img, main script').length") as? Int == 0)
    // No file has a camera of this name, so there are no scores of it.
    #expect(try browser.complaints().filter { !$0.contains("/scores?") } == [])
  }
}
