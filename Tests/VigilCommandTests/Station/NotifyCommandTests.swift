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
    let unknown = try vigil("notify", "snooze", "station.yaml", "fone", "--for", "2h")
    #expect(unknown.status != 0 && unknown.errors.contains("did you mean \"phone\"?"))
    let long = try vigil("notify", "snooze", "station.yaml", "--for", "31d")
    #expect(long.status == 64 && long.errors.contains("at most 30d"))
    #expect(try vigil("notify", "snooze", "station.yaml").status == 64)
  }
}
