import Foundation
import GRDB
import Testing
import VigilStore

@Suite struct `Texts from outside` {
  static let hostile = [
    "'; DROP TABLE event; --", "\"gate\"", "a'b\"c`d", "%_*?", "../../etc/passwd",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0", "line\nbreak\ttab\r", "\u{1B}[31mred", "Tür 🎥👩‍👩‍👧 زقاق", "e\u{301}", "\u{202E}gpj",
    String(repeating: "0123456789", count: 1000), " ", "?1", ":camera", "{{#each}}",
  ]

  @Test(arguments: hostile) func `come back as they were`(text: String) throws {
    let place = try StoreFolder()
    let store = try place.open()
    var event = StoredEvent.sample(camera: text)
    event.reasons = [text, "", text]
    event.model = text
    try store.put(event)
    #expect(try store.events(EventQuery(cameras: [text])) == [event])
    let file = try store.add(.sample(camera: text, event: event.id))
    #expect(try store.files(FileQuery(camera: text)) == [file])
    try store.append(ScoreSample(start: SetClock.origin, duration: 1, score: 0.5), camera: text)
    try store.flushScores()
    #expect(try store.samples(camera: text, from: .distantPast, to: .distantFuture).count == 1)
    let change = RuntimeChange(camera: text, key: text, value: text, by: text, at: SetClock.origin)
    try store.set(change)
    #expect(try store.changes(at: SetClock.origin) == [change])
    try store.begin(CameraNotice(camera: text, kind: text, message: text, start: SetClock.origin))
    #expect(try store.notices(NoticeQuery(camera: text, kind: text)).first?.message == text)
    try store.setKept(event.id, true, by: text)
    try store.close()
    #expect(try place.isWhole())
  }

  @Test(arguments: ["nul\0in it", "\0", String(repeating: "x", count: 65_537)])
  func `are refused where they would be cut`(text: String) throws {
    let store = try StoreFolder().open()
    #expect(code { try store.put(.sample(camera: text)) } == .invalid)
    var event = StoredEvent.sample()
    event.reasons = [text]
    #expect(code { try store.put(event) } == .invalid)
    #expect(code { _ = try store.add(.sample(camera: text)) } == .invalid)
    #expect(
      code { try store.append(ScoreSample(start: .now, duration: 1, score: 0), camera: text) } == .invalid)
    #expect(code { try store.clear(camera: "gate", key: "armed", by: text) } == .invalid)
    #expect(
      code { try store.begin(CameraNotice(kind: "lost", message: text, start: .now)) } == .invalid)
    #expect(code { try store.put(.sample(camera: "")) } == .invalid)
  }

  @Test(arguments: ["gate\0x", "\0", String(repeating: "x", count: 65_537)])
  func `find nothing of another name, which they would be cut to`(text: String) throws {
    let store = try StoreFolder().open()
    try store.put(.sample(camera: "gate"))
    _ = try store.add(.sample(camera: "gate"))
    try store.append(ScoreSample(start: SetClock.origin, duration: 1, score: 0.5), camera: "gate")
    try store.begin(CameraNotice(camera: "gate", kind: "gate", message: "", start: SetClock.origin))
    #expect(code { _ = try store.events(EventQuery(cameras: ["gate", text])) } == .invalid)
    #expect(code { _ = try store.files(FileQuery(camera: text)) } == .invalid)
    #expect(code { _ = try store.totalBytes(camera: text) } == .invalid)
    #expect(code { _ = try store.notices(NoticeQuery(camera: text)) } == .invalid)
    #expect(code { _ = try store.notices(NoticeQuery(kind: text)) } == .invalid)
    #expect(code { _ = try store.history(camera: text) } == .invalid)
    #expect(code { _ = try store.samples(camera: text, from: .distantPast, to: .distantFuture) } == .invalid)
    #expect(
      code { _ = try store.scores(camera: text, from: .distantPast, to: .distantFuture, atMost: 9) }
        == .invalid)
  }

  @Test func `never become part of a statement`() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/VigilStore").standardizedFileURL
    var statements = 0
    for name in try FileManager.default.subpathsOfDirectory(atPath: sources.path)
    where name.hasSuffix(".swift") {
      let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
      // What stands in quotes after "sql:", and the texts of conditions, which are static strings.
      let quoted = text.matches(of: /sql:\s*(?:"""(?<long>(?s:.*?))"""|"(?<short>[^"\n]*)")/)
      statements += quoted.count
      for match in quoted {
        let statement = match.long ?? match.short ?? ""
        #expect(!statement.contains(#"\("#), "\(name): \(statement)")
      }
      // Anything else would be text from elsewhere: only the one place that joins static strings may do so.
      let others = text.matches(of: /sql:\s*(?!""")[^"\s][^,)]*/).map { String($0.output) }
        .filter {
          !["sql: EventRow.upsert", "sql: head.description + middle + tail.description"].contains($0)
        }
      #expect(others.isEmpty, "\(name): \(others)")
    }
    #expect(statements > 50)
  }
}
