import Foundation
import Testing
import VigilStore
import VigilTestSupport

@Suite struct `Channels on the command line` {
  private let folder: TemporaryFolder
  init() throws {
    folder = try TemporaryFolder()
    try Data(
      """
      folder: data
      cameras: {door: {source: a.mp4}}
      notify:
        phone: {url: '${HOOK}'}
        desk: {url: 'http://desk.example/canary', schedule: mon}
      """.utf8
    ).write(to: folder.appending("station.yaml"))
    try StationStore(folder: folder.appending("data")).close()
  }

  private func vigil(_ arguments: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(arguments, in: folder.url, environment: ["TZ": "UTC"]).finish()
  }

  @Test func `are listed, snoozed and woken, beside a station that runs`() throws {
    let station = try StationStore(folder: folder.appending("data"))
    defer { try? station.close() }
    func snoozes() throws -> [String] { try station.changes(at: Date()).map(\.key) }
    let list = try vigil("notify", "list", "station.yaml")
    #expect(
      list.status == 0 && list.output.contains("phone") && list.output.contains("desk"), "\(list.errors)")
    #expect(!list.output.contains("canary"))
    let one = try vigil("notify", "snooze", "station.yaml", "phone", "--for", "2h", "--by", "ada")
    #expect(one.output == "phone: snoozed for 2h\n", "\(one.errors)")
    #expect(try snoozes() == ["notify.snoozed.phone"])
    #expect(try vigil("notify", "list", "station.yaml").output.contains("by ada"))
    #expect(
      try vigil("notify", "snooze", "station.yaml", "--for", "2h").output == "everything: snoozed for 2h\n")
    #expect(try snoozes() == ["notify.snoozed", "notify.snoozed.phone"])
    #expect(try vigil("notify", "list", "station.yaml").output.hasPrefix("everything is snoozed until "))
    #expect(try vigil("notify", "wake", "station.yaml").output == "everything: no longer snoozed\n")
    #expect(try snoozes() == [])
  }

  @Test func `are refused when they are not in the file, and snoozes that nobody would remember`() throws {
    let unknown = try vigil("notify", "snooze", "station.yaml", "phon", "--for", "2h")
    #expect(unknown.status != 0 && unknown.errors.contains("did you mean \"phone\"?"))
    let long = try vigil("notify", "snooze", "station.yaml", "--for", "31d")
    #expect(long.status == 64 && long.errors.contains("at most 30d"))
    #expect(try vigil("notify", "snooze", "station.yaml").status == 64)
  }

  @Test func `hear nothing of events that are acknowledged`() throws {
    let event = StoredEvent(
      id: UUID(uuidString: "7F3A09C1-0000-4000-8000-000000000001") ?? UUID(), camera: "door",
      severity: .alarm,
      state: .ended, start: Date(timeIntervalSince1970: 1_795_832_047),
      end: Date(timeIntervalSince1970: 1_795_832_059), peakScore: 0.94,
      peakDate: Date(timeIntervalSince1970: 1_795_832_050), threshold: 0.81, model: "demo")
    let station = try StationStore(folder: folder.appending("data"))
    defer { try? station.close() }
    try station.put(event)
    let done = try vigil("events", "acknowledge", "station.yaml", "7f3a", "--by", "ada")
    #expect(done.output == "7f3a09c1: acknowledged by ada\n", "\(done.errors)")
    #expect(try vigil("events", "acknowledge", "station.yaml", "7f3a", "--by", "bob").output == done.output)
    #expect(try station.acknowledgement(of: event.id)?.by == "ada")
    #expect(try vigil("events", "show", "station.yaml", "7f3a").output.contains("by ada, "))
    #expect(try vigil("events", "acknowledge", "station.yaml", "ffff").status != 0)
  }
}
