import Foundation
import Testing
import VigilStation
import VigilStore
import VigilTestSupport
import VigilWeb

/// What is changed on pages, with the keyboard alone.
@Suite(
  .ownThread, .serialized,
  .enabled(if: Browser.isInstalled, "Chromium and its driver are missing; run scripts/setup tests"))
struct `By keyboard` {
  private static let enter = "\u{E007}"

  /// Presses what a selector finds, by the key Enter.
  private func use(_ browser: Browser, _ selector: String) throws {
    try browser.wait("document.querySelector('\(selector)')")
    _ = try browser.value("document.querySelector('\(selector)').focus()")
    try browser.press(Self.enter)
  }

  @Test func `an event is acknowledged, also by a label`() async throws {
    let station = try await RunningStation()
    let (event, other) = (try station.addEvent(), try station.addEvent(10))
    let browser = try Browser()
    try browser.open("http://localhost:\(station.port)/events/\(event.id)")
    try browser.wait("document.querySelector('#listen:enabled')")
    #expect(try browser.text("#seen") == "Nobody has acknowledged it.")
    try browser.press("a")
    try browser.wait("!document.querySelector('#acknowledge')")
    #expect(try browser.text("#seen").hasPrefix("Acknowledged by local, 2026-09-21 "))
    #expect(try station.store.acknowledgement(of: event.id)?.means == .said)
    try browser.open("http://localhost:\(station.port)/events/\(other.id)")
    try browser.wait("document.querySelector('#listen:enabled')")
    try browser.press("f")
    try browser.wait("!document.querySelector('#acknowledge')")
    #expect(try station.store.acknowledgement(of: other.id)?.means == .label)
    #expect(try browser.complaints() == [])
  }

  @Test func `a camera is disarmed, snoozed, woken and armed`() async throws {
    let station = try await RunningStation()
    let browser = try Browser()
    func changes() throws -> [String] { try station.store.changes(at: station.clock.date).map(\.key) }
    try browser.open("http://localhost:\(station.port)/cameras/gate")
    try use(browser, "button[data-method=PUT]:enabled")
    try browser.wait("document.querySelector('button[data-path$=armed][data-method=DELETE]:enabled')")
    #expect(try changes() == ["armed"])
    _ = try browser.value("document.querySelector('[name=minutes]').value = ''")
    try browser.type("5", into: "[name=minutes]")
    try use(browser, "form[data-snooze] button:enabled")
    try browser.wait("document.querySelector('button[data-path$=snooze][data-method=DELETE]:enabled')")
    let until = try #require(try station.store.changes(at: station.clock.date).last?.until)
    #expect(until.timeIntervalSince(station.clock.date) == 5 * 60)
    #expect(try browser.label("button[data-path$=snooze]") == "Wake gate")
    for setting in ["armed", "snooze"] {
      try use(browser, "button[data-path$=\(setting)][data-method=DELETE]:enabled")
      try browser.wait("!document.querySelector('button[data-path$=\(setting)][data-method=DELETE]')")
    }
    #expect(try changes() == [])
    // What the station refuses is said.
    _ = try browser.value("document.querySelector('[name=minutes]').removeAttribute('max')")
    try browser.type("999999", into: "[name=minutes]")
    try use(browser, "form[data-snooze] button:enabled")
    try browser.wait("document.querySelector('.complaint').textContent.includes('minutes from 1')")
  }

  @Test func `channels are snoozed and woken`() async throws {
    let station = try await RunningStation()
    station.watched.set([WatchedChannel(name: "phone")])
    let browser = try Browser()
    try browser.open("http://localhost:\(station.port)/system")
    try use(browser, "form[data-snooze] button:enabled")
    try browser.wait("document.querySelector('button[data-path=\"/api/v1/channels/snooze\"]:enabled')")
    try use(browser, "button[data-path=\"/api/v1/channels/snooze\"]")
    try browser.wait("!document.querySelector('button[data-method]')")
    _ = try browser.value("document.querySelector('[name=path]').selectedIndex = 1")
    try use(browser, "form[data-snooze] button:enabled")
    try browser.wait(
      "document.querySelector('button[data-path=\"/api/v1/channels/phone/snooze\"]:enabled')")
    let change = try #require(try station.store.changes(at: station.clock.date).first)
    #expect(change.key == ChannelSnooze.key(of: "phone") && change.by == "local")
    #expect(try browser.complaints() == [])
  }
}
