import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilStation
import VigilStore
import VigilTestSupport
import VigilWeb

/// The live pictures of the page of all cameras, as Chromium plays them.
@Suite(
  .ownThread, .serialized,
  .enabled(if: Browser.isInstalled, "Chromium and its driver are missing; run scripts/setup tests"))
struct `A browser with live pictures` {
  /// A station without users, whose scores are told by a test.
  private struct Page {
    let station: RunningStation
    let cameras = WatchedCameras()

    init(_ names: [String] = ["gate", "yard"]) async throws {
      station = try await RunningStation(cameras: names)
      station.clock.advance(600)
    }

    var address: String { "http://localhost:\(station.port)/" }

    /// A new score of a camera, of a snippet in its media time.
    func tell(_ name: String, _ score: Float, _ span: ClosedRange<Double>) {
      station.clock.advance(0.5)
      station.server.updates.publish(
        .camera(
          WatchedCamera(
            name: name, state: .watching, since: SetClock.origin, score: score, scoreDate: station.clock.date,
            scoreSpan: span, alarmThreshold: 0.6, reviewThreshold: 0.4)))
    }
  }

  private func video(_ camera: String) -> String { "document.querySelector('[data-camera=\(camera)] video')" }
  private func note(_ camera: String) -> String {
    "document.querySelector('[data-camera=\(camera)] figcaption').textContent"
  }

  private func keep(_ browser: Browser, _ name: String) throws {
    guard let folder = ProcessInfo.processInfo.environment["VIGIL_PICTURES"] else { return }
    try browser.picture().write(to: URL(filePath: folder).appending(path: "\(name).png"))
  }

  @Test(.enabled(if: RTSPServer.isInstalled, "GStreamer's RTSP server is missing; run scripts/setup tests"))
  func `plays two cameras, one with reordered pictures, and shows scores with the picture they are of`()
    async throws
  {
    let (page, server) = (try await Page(), try RTSPServer())
    try page.cameras.read("rtsp://127.0.0.1:\(server.port)/key2", as: "gate", of: page.station)
    try page.cameras.read("rtsp://127.0.0.1:\(server.port)/reordered", as: "yard", of: page.station)
    let browser = try Browser()
    try browser.open(page.address)
    for camera in ["gate", "yard"] {
      try browser.wait("\(video(camera)).videoWidth === 160 && \(video(camera)).currentTime > 0")
      let before = try #require(try browser.value("\(video(camera)).currentTime") as? Double)
      try browser.wait("\(video(camera)).currentTime > \(before + 2)")
      #expect(try browser.label("[data-camera=\(camera)] video") == "Live picture of \(camera)")
    }
    // The score of a moment to come waits for its picture.
    let now = try #require(try browser.value("\(video("gate")).currentTime") as? Double)
    page.tell("gate", 0.25, now - 2...now - 1)
    let score = "document.querySelector('[data-camera=gate] .score').textContent"
    try browser.wait("\(score) === '0.25'")
    page.tell("gate", 0.75, now + 6...now + 7)
    try browser.wait("\(video("gate")).currentTime > \(now + 6) && \(score) === '0.75'")
    // That one is older than three seconds by now, and no alarm for the page.
    page.tell("gate", 0.8, now + 6.1...now + 7)
    try browser.wait("document.querySelector('[data-camera=gate]').className === 'camera alarm'")
    let border = try browser.value(
      "getComputedStyle(document.querySelector('[data-camera=gate]')).borderTopColor")
    #expect(border as? String == "rgb(200, 30, 60)")
    try keep(browser, "live")
    // One connection of the browser's carries both cameras, and none more to a camera is made.
    #expect(page.station.count("vigil_http_live_streams") == 1)
    #expect(server.newConnections() == 2)
    // What stands still looks so.
    server.freeze()
    try browser.wait(
      "\(note("gate")).startsWith('Picture from ') && \(note("yard")).startsWith('Picture from ')")
    #expect(try browser.value("document.querySelectorAll('.screen.old').length") as? Int == 2)
    server.thaw()
    try browser.wait("\(note("gate")) === ''")
    #expect(try browser.complaints() == [])
  }

  @Test func `shows pictures and the reason where there is no video to play`() async throws {
    let page = try await Page()
    page.station.watched.live("gate").begin(.pictures("parts of its picture are masked"))
    // Chromium without a graphics card plays no H.265.
    let camera = try await ReplayedCamera(codec: ["libx265", "-x265-params", "log-level=none"])
    camera.send(30)
    page.station.watched.live("yard").begin(.packets(camera.ring))
    let browser = try Browser()
    try browser.open(page.address)
    func canvas(_ camera: String) -> String { "document.querySelector('[data-camera=\(camera)] canvas')" }
    var index = 0
    try waitUntil {
      let frame = Frame(
        index: index, time: Double(index) / 5, date: Date(), width: 64, height: 48,
        pixels: [UInt8](repeating: UInt8(index % 200), count: 64 * 48 * 3))
      for name in ["gate", "yard"] { page.station.watched.live(name).see(frame) }
      index += 1
      let shown = ["gate", "yard"].map { "\(canvas($0)).width === 64 && !\(canvas($0)).hidden" }
      return try browser.value(shown.joined(separator: " && ")) as? Bool == true
    }
    try browser.wait("\(note("gate")).includes('Single pictures: parts of its picture are masked.')")
    try browser.wait("\(note("yard")).includes('This browser does not play its video (hvc1.')")
    try keep(browser, "live-pictures")
    #expect(try browser.complaints() == [])
  }

  @Test func `goes on by itself after the station was started again`() async throws {
    let page = try await Page(["gate"])
    let camera = try FakeCamera { $0.rate = 20 }
    try page.cameras.read(camera.address(), as: "gate", of: page.station)
    let browser = try Browser()
    try browser.open(page.address)
    try browser.wait("\(video("gate")).currentTime > 1")
    _ = try browser.value("window.isTheSame = true")
    try await page.station.end()
    try page.station.store.close()
    try browser.wait("\(note("gate")).startsWith('Picture from ')")
    let again = try await RunningStation(cameras: ["gate"], after: page.station) {
      $0.port = page.station.port
    }
    let cameras = WatchedCameras()
    try cameras.read(camera.address(), as: "gate", of: again)
    try browser.wait("\(note("gate")) === '' && \(video("gate")).currentTime > 1")
    #expect(try browser.value("window.isTheSame") as? Bool == true)
    withExtendedLifetime(cameras) {}
  }
}
