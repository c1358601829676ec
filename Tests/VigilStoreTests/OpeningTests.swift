import Foundation
import GRDB
import Testing
import VigilStore
import VigilTestSupport

@Suite struct `Opening a station's database` {
  let place: StoreFolder
  init() throws { place = try StoreFolder() }

  @Test func `makes a folder and a file for their owner only`() throws {
    let store = try place.open()
    #expect(store.opening == StoreOpening(isNew: true, formerSchema: nil))
    try store.put(.sample())
    #expect(try place.mode("") == 0o700)
    for name in ["station.sqlite", "station.sqlite-wal", "station.sqlite-shm", "station.lock"] {
      #expect(try place.mode(name) == 0o600, "\(name)")
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: place.url.path).allSatisfy { !$0.hasPrefix(".") })
  }

  @Test func `tells the schema of an old one, and makes it private again`() throws {
    try place.open().close()
    chmod(place.database.path, 0o644)
    let store = try place.open()
    #expect(store.opening == StoreOpening(isNew: false, formerSchema: StationStore.schema))
    #expect(try place.mode("station.sqlite") == 0o600)
  }

  @Test func `is refused while another station has the folder, with one line`() throws {
    let store = try place.open()
    #expect(code { _ = try place.open() } == .inUse)
    let text = message { _ = try place.open() }
    #expect(text.contains("process \(ProcessInfo.processInfo.processIdentifier)") && !text.contains("\n"))
    try store.close()
    try place.open().close()
  }

  @Test func `to read needs no lock and sees what the station writes`() throws {
    #expect(code { _ = try StationStore(reading: place.url) } == .missing)
    #expect(!FileManager.default.fileExists(atPath: place.url.path))
    let store = try place.open()
    let reader = try StationStore(reading: place.url)
    let event = StoredEvent.sample()
    try store.put(event)
    #expect(try reader.event(event.id) == event)
    #expect(code { try reader.put(event) } == .readOnly)
    #expect(
      code { try reader.append(ScoreSample(start: .now, duration: 1, score: 0), camera: "a") } == .readOnly)
    try store.close()
    // Nobody writes now: the log is gone.
    let late = try StationStore(reading: place.url)
    #expect(try late.event(event.id)?.id == event.id)
    try late.close()
    try reader.close()
  }

  @Test(arguments: [
    Data(),
    Data("no database, but long enough to be read as one: \(String(repeating: "x", count: 4096))".utf8),
  ])
  func `refuses what is no database and leaves it as it is`(content: Data) throws {
    try FileManager.default.createDirectory(at: place.url, withIntermediateDirectories: true)
    try content.write(to: place.database)
    for _ in 0..<2 {
      #expect(code { _ = try place.open() } == .damaged)
      #expect(code { _ = try StationStore(reading: place.url) } == .damaged)
    }
    #expect(message { _ = try place.open() }.contains("backup"))
    #expect(try Data(contentsOf: place.database) == content)
  }

  @Test func `finds damage within the file`() throws {
    let store = try place.open()
    for second in 0..<400 { try store.put(.sample(Double(second), state: .ended)) }
    try store.close()
    var content = try Data(contentsOf: place.database)
    // Page after page of nothing, as of a card that forgot.
    for offset in stride(from: 4096 * 8, to: content.count - 4096, by: 4096) {
      content.replaceSubrange(offset..<offset + 2048, with: Data(repeating: 0x5A, count: 2048))
    }
    try content.write(to: place.database)
    #expect(code { _ = try place.open() } == .damaged)
    #expect(try Data(contentsOf: place.database) == content)
  }

  @Test func `refuses the database of a newer Vigil, and that of another program`() throws {
    try place.open().close()
    try place.other { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999')") }
    #expect(code { _ = try place.open() } == .newerSchema)
    #expect(code { _ = try StationStore(reading: place.url) } == .newerSchema)
    try FileManager.default.removeItem(at: place.database)
    try place.other { try $0.execute(sql: "CREATE TABLE theirs (a)") }
    #expect(code { _ = try place.open() } == .damaged)
    #expect(try place.other { try $0.tableExists("event") } == false)
  }

  @Test func `refuses a log whose database is gone`() throws {
    try place.open().close()
    try FileManager.default.removeItem(at: place.database)
    try Data([1, 2, 3]).write(to: place.url.appending(path: "station.sqlite-wal"))
    #expect(code { _ = try place.open() } == .damaged)
    try FileManager.default.removeItem(at: place.url.appending(path: "station.sqlite-wal"))
    #expect(try place.open().opening.isNew)
  }

  @Test func `begins anew beside a reader of the database that was removed`() throws {
    let store = try place.open()
    for second in 0..<50 { try store.put(.sample(Double(second), state: .ended)) }
    let (reader, input, output) = (Process(), Pipe(), Pipe())
    reader.executableURL = URL(filePath: try #require(CommandLineTool.path(of: "python3")))
    reader.arguments = [
      "-c",
      """
      import sqlite3, sys
      connection = sqlite3.connect(sys.argv[1])
      print(connection.execute("SELECT count(*) FROM event").fetchone()[0], flush=True)
      sys.stdin.read()
      """, place.database.path,
    ]
    (reader.standardInput, reader.standardOutput) = (input, output)
    try reader.run()
    #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).hasPrefix("50"))
    try store.close()
    for end in ["", "-wal"] { try? FileManager.default.removeItem(atPath: place.database.path + end) }
    let next = try place.open()
    try next.put(.sample(state: .ended))
    #expect(try next.opening.isNew && next.events().count == 1)
    try input.fileHandleForWriting.close()
    reader.waitUntilExit()
  }

  @Test func `goes on where making one was cut short`() throws {
    try FileManager.default.createDirectory(at: place.url, withIntermediateDirectories: true)
    try Data("half".utf8).write(to: place.url.appending(path: ".station.sqlite.new"))
    try Data("half".utf8).write(to: place.url.appending(path: ".station.sqlite.new-journal"))
    #expect(try place.open().opening.isNew)
  }

  @Test func `uses a log and keeps foreign keys`() throws {
    let store = try place.open()
    try store.put(.sample())
    #expect(try place.other { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    #expect(try place.other { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").isEmpty })
    #expect(try place.other { try Int.fetchOne($0, sql: "PRAGMA auto_vacuum") } == 2)
  }
}
