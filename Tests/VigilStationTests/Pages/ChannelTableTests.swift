import Foundation
import Testing
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite struct `The table of channels` {
  private let now = Date(timeIntervalSince1970: 1_790_000_400)
  private var calendar: Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }

  private func file(_ notify: String) throws -> StationFile {
    try StationFile(text: "cameras: {door: {source: a.mp4}}\n" + notify, name: "s.yaml")
  }

  @Test func `says of what alone a channel is told now`() throws {
    let (folder, now) = (try TemporaryFolder(), now)
    let store = try StationStore(folder: folder.appending("s"), date: { now })
    // 2026-09-21 14:20, a Monday.
    let file = try file(
      """
      notify:
        a: {url: 'http://a/b', severity: [alarm, review], review_schedule: sun}
        b: {url: 'http://a/b', schedule: sun, health_schedule: mon}
        c: {url: 'http://a/b', schedule: mon, health: false}
      """)
    let lines = try ChannelTable(calendar: calendar).lines(file, store: store, at: now).dropFirst().map {
      $0.split(separator: " ").joined(separator: " ")
    }
    #expect(lines == ["a only alarms and faults 0 0 0", "b only faults 0 0 0", "c yes 0 0 0"])
  }

  @Test func `says what waits, what was held back, and who has snoozed what until when`() throws {
    let (folder, now) = (try TemporaryFolder(), now)
    let routes = [OutboxRoute(channel: "a"), OutboxRoute(channel: "b")]
    let store = try StationStore(folder: folder.appending("s"), routes: routes, date: { now })
    let file = try file(
      """
      notify:
        a: {url: 'http://a/b'}
        b: {url: 'http://a/b', schedule: sun}
      """)
    func lines() throws -> [String] {
      try ChannelTable(calendar: calendar).lines(file, store: store, at: now).map {
        $0.split(separator: " ").joined(separator: " ")
      }
    }
    #expect(
      try lines() == [
        "channel told waiting held back given up", "a yes 0 0 0", "b outside its schedule 0 0 0",
      ])
    func snooze(_ channel: String?) throws {
      try store.set(
        RuntimeChange(
          camera: ChannelSnooze.owner, key: ChannelSnooze.key(of: channel), value: "yes", by: "ada", at: now,
          until: now + 3600))
    }
    try snooze("a")
    try store.put(
      StoredEvent(
        id: UUID(), camera: "door", severity: .alarm, start: now, end: now, peakScore: 1, peakDate: now,
        threshold: 0.5, model: "demo"))
    #expect(try store.nextMessage(to: "a") == nil)
    #expect(
      try lines()[1...] == [
        "a snoozed until 2026-09-21 15:20:00 by ada 0 1 0", "b outside its schedule 1 0 0",
      ])
    try snooze(nil)
    #expect(
      try lines()[0] == "everything is snoozed until 2026-09-21 15:20:00 by ada" && lines()[3] == "b no 1 0 0"
    )
  }

  @Test func `says that there are none, and knows their names`() throws {
    let folder = try TemporaryFolder()
    let store = try StationStore(folder: folder.appending("s"))
    #expect(try ChannelTable().lines(file(""), store: store, at: now).count == 1)
    let named = try file("notify: {phone: {url: 'http://a/b'}}")
    try named.check(channels: ["phone"])
    let error = #expect(throws: StationFileError.self) { try named.check(channels: ["phon"]) }
    #expect(error?.message.contains("there is no channel \"phon\"; did you mean \"phone\"?") == true)
  }
}
