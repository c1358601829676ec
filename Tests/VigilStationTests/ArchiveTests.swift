import Foundation
import Synchronization
import Testing
import VigilCore
import VigilStation
import VigilStore
import VigilTestSupport

@Suite struct `What waits for the database` {
  private let folder: TemporaryFolder
  private let store: StationStore
  private let archive: Archive
  private let log = LogRecord()
  private let start = Date(timeIntervalSince1970: 1_790_000_000)

  init() throws {
    folder = try TemporaryFolder()
    store = try StationStore(folder: folder.url, options: StoreOptions(patience: 0.05))
    archive = Archive(store, board: StationBoard(), log: log.logger())
  }

  private func notice(_ kind: String) -> CameraNotice {
    CameraNotice(camera: "door", kind: kind, message: "something", start: start)
  }

  @Test func `is written in its order once it can be, with what was wrong and for how long`() async throws {
    let lock = try DatabaseLock(folder.appending("station.sqlite"))
    let ticket = archive.begin(notice("offline"))
    archive.end(ticket, at: start + 60)
    await archive.tend()
    #expect(try store.notices().isEmpty)
    // It is not tried with each write, which nobody waits for.
    #expect(log.entries.count { $0.contains("the database cannot be written; detection goes on") } == 1)
    // Reading is no sign that it can be written.
    #expect(await archive.attempt { try $0.notices().count } == 0)
    await archive.tend()
    #expect(log.entries.count == 1)
    lock.release()
    await archive.tend()
    await archive.tend()
    #expect(
      log.entries.last
        == "notice: the database can be written again lost events=0 lost features=0 lost scores=0")
    let notices = try store.notices().reversed()
    #expect(notices.map(\.kind) == ["offline", "database"])
    #expect(notices.first?.start == start && notices.first?.end == start + 60)
    #expect(notices.allSatisfy { $0.end != nil })
    try store.close()
  }

  @Test func `is no more than a limit, of which the oldest goes first`() async throws {
    let lock = try DatabaseLock(folder.appending("station.sqlite"))
    archive.post { try $0.noteLife() }
    await archive.tend()
    let begun = Mutex<[Int]>([])
    for number in 0..<1500 {
      archive.post { _ in begun.withLock { $0.append(number) } }
    }
    lock.release()
    await archive.tend()
    await archive.tend()
    // The end of the notice that says so takes a place, too.
    #expect(begun.withLock { $0 } == Array(501..<1500))
    try store.close()
  }

  @Test func `does not wait for a value that cannot be stored`() async throws {
    _ = archive.begin(notice(""))
    _ = archive.begin(notice("frozen"))
    await archive.tend()
    #expect(try store.notices().map(\.kind) == ["frozen"])
    #expect(log.entries.count == 1 && log.entries[0].contains("the database refuses a value"))
    try store.close()
  }
}
