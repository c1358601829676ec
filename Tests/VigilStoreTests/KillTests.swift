import Foundation
import GRDB
import Testing
import VigilCore
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `A station that is killed` {
  /// The lines that a writer has printed when it is killed after some of them.
  static func lines(in folder: URL, killedAfter count: Int) throws -> [String] {
    let process = Process()
    process.executableURL = try BuiltProgram.url(of: "StationStoreWriter")
    process.arguments = [folder.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    var text = Data()
    var isKilled = false
    while true {
      let piece = output.fileHandleForReading.availableData
      if piece.isEmpty { break }
      text += piece
      if !isKilled, text.count(where: { $0 == 10 }) >= count {
        kill(process.processIdentifier, SIGKILL)
        isKilled = true
      }
    }
    process.waitUntilExit()
    try #require(isKilled, "the writer ended by itself: \(String(decoding: text, as: UTF8.self))")
    return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test(.timeLimit(.minutes(15))) func `loses and doubles no event that was acknowledged`() throws {
    let place = try StoreFolder()
    var generator = SplitMix64(seed: 13)
    var acknowledged: [UUID: (revision: Int, state: String)] = [:]
    for round in 0..<20 {
      for line in try Self.lines(in: place.url, killedAfter: 1 + generator.index(below: 60)) {
        let words = line.split(separator: " ")
        let id = try #require(UUID(uuidString: String(words[0])))
        acknowledged[id] = (try #require(Int(words[1])), String(words[2]))
      }
      // Opening checks the file and closes the event that went on.
      let store = try place.open()
      #expect(store.opening.interruptedEvents.count <= 1)
      let events = try store.events(EventQuery(limit: 10_000))
      var unknown = 0
      #expect(Set(events.map(\.id)).count == events.count)
      for event in events {
        guard let known = acknowledged.removeValue(forKey: event.id) else {
          // Stored, and killed before it could say so.
          unknown += 1
          continue
        }
        // One more may have been stored, and being interrupted is one more.
        #expect((known.revision...known.revision + 2).contains(event.revision))
        #expect(event.state != .open)
        if known.state == "ended" { #expect(event.state == .ended && event.revision == 4) }
      }
      // Nobody has taken a message: each event has its one, of its newest state when the writer was killed or started.
      let waiting = try place.other {
        try Int.fetchOne(
          $0, sql: "SELECT count(*) FROM outbox WHERE subject IN (SELECT 'event-' || id FROM event)")
      }
      #expect(waiting == events.count)
      #expect(try store.outboxCount(of: "phone") == (events.count, 0))
      #expect(acknowledged.isEmpty, "round \(round) lost \(acknowledged)")
      #expect(unknown <= 1)
      for event in events { acknowledged[event.id] = (event.revision, event.state == .ended ? "ended" : "") }
      #expect(
        try !store.samples(camera: "gate", from: .distantPast, to: .distantFuture).isEmpty || round < 3)
      try store.close()
      #expect(try place.isWhole())
    }
    #expect(acknowledged.count > 20)
  }
}
