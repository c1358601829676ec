import Foundation
import Testing
import VigilTestSupport

/// How old a picture is when Chromium shows it, by the number drawn into each picture.
@Suite(
  .ownThread, .measuredAlone,
  .enabled(if: Browser.isInstalled, "Chromium and its driver are missing; run scripts/setup tests"))
struct `The latency of live pictures` {
  @Test func `is under a second`() async throws {
    let station = try await RunningStation(cameras: ["gate"])
    station.clock.advance(600)
    let camera = try FakeCamera(try ClockPictures.make()) { $0.rate = 25 }
    let cameras = WatchedCameras()
    defer { withExtendedLifetime(cameras) {} }
    try cameras.read(camera.address(), as: "gate", of: station)
    let browser = try Browser()
    try browser.open("http://localhost:\(station.port)/")
    try browser.wait("document.querySelector('[data-camera=gate] video').currentTime > 3")
    #expect(try browser.value(ClockPictures.watch("gate")) as? Bool == true)
    try browser.wait("window.seen.length >= 200")
    let seen = try #require(try browser.value("window.seen") as? [[Double]])
    let uptime = Date().timeIntervalSince1970 - FakeCamera.now
    let sent = camera.sent.map { (number: $0.picture % ClockPictures.count, date: $0.began + uptime) }
    let delays = try seen.map { one in
      // The newest of that number that was sent before.
      let found = sent.last { $0.number == Int(one[0]) && $0.date <= one[1] + 0.005 }
      return one[1] - (try #require(found)).date
    }.sorted()
    let (median, p95) = (delays[delays.count / 2], delays[delays.count * 95 / 100])
    print("latency of \(delays.count) pictures: median \(median) s, p95 \(p95) s")
    #expect(p95 < 1, "median \(median) s")
    #expect(try browser.complaints() == [])
  }
}
