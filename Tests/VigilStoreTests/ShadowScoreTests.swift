import Foundation
import GRDB
import Testing
import VigilStore

@Suite struct `Scores of a model in shadow` {
  let place: StoreFolder
  let store: StationStore
  init() throws {
    place = try StoreFolder()
    store = try place.open()
  }

  private func sample(_ number: Int, _ score: Float) -> ScoreSample {
    ScoreSample(start: SetClock.origin + Double(number), duration: 1, score: score)
  }

  /// Scores of ten minutes of the camera's own model and of two in its shadow.
  private func watch() throws {
    for number in 0..<600 {
      try store.append(sample(number, 0.25), camera: "gate")
      try store.append(sample(number, 0.5), camera: "gate", shadow: "new")
      if number < 100 { try store.append(sample(number, 0.75), camera: "gate", shadow: "newer") }
    }
  }

  private func scores(_ shadow: String?, of camera: String = "gate") throws -> [Float] {
    try store.samples(camera: camera, shadow: shadow, from: .distantPast, to: .distantFuture).map(\.score)
  }

  private func series() throws -> Int? {
    try place.other { try Int.fetchOne($0, sql: "SELECT count(*) FROM camera") }
  }

  @Test func `are apart from the camera's own and from each other, before and after they are written`() throws
  {
    try watch()
    for _ in 0..<2 {
      #expect(try scores(nil) == [Float](repeating: 0.25, count: 600))
      #expect(try scores("new") == [Float](repeating: 0.5, count: 600))
      #expect(try scores("newer") == [Float](repeating: 0.75, count: 100))
      #expect(try scores("new", of: "yard").isEmpty && scores("none").isEmpty)
      // Of single scores, and of summaries.
      for (from, to) in [(0.0, 60.0), (-86_400, 86_400)] {
        let spans = try store.scores(
          camera: "gate", shadow: "new", from: SetClock.origin + from, to: SetClock.origin + to, atMost: 100)
        #expect(!spans.isEmpty && spans.allSatisfy { $0.low == 0.5 && $0.high == 0.5 })
      }
      try store.flushScores()
    }
    #expect(code { try store.append(sample(0, 0.5), camera: "gate", shadow: "") } == .invalid)
  }

  @Test func `leave with the camera's, and their series with the last of them`() throws {
    try watch()
    try store.flushScores()
    #expect(try series() == 3)
    try store.append(sample(86_400, 0.5), camera: "gate", shadow: "new")
    try store.flushScores()
    try store.removeScores(before: SetClock.origin + 43_200)
    #expect(try scores(nil).isEmpty && scores("newer").isEmpty)
    #expect(try scores("new") == [0.5])
    #expect(try series() == 2)
    try store.removeScores(before: .distantFuture)
    #expect(try series() == 1)
    #expect(try place.isWhole())
  }

  @Test func `have a place in a database that knew of none, whose scores stay`() throws {
    for number in 0..<700 { try store.append(sample(number, 0.25), camera: "gate") }
    try store.close()
    try place.other { database in
      // As it was before.
      try database.execute(
        sql: """
          PRAGMA foreign_keys = OFF;
          CREATE TABLE old (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, lastBlock INTEGER) STRICT;
          INSERT INTO old SELECT id, name, lastBlock FROM camera;
          DROP TABLE camera;
          ALTER TABLE old RENAME TO camera;
          DELETE FROM grdb_migrations WHERE identifier = '10';
          """)
    }
    let next = try place.open()
    try next.append(sample(700, 0.25), camera: "gate")
    try next.append(sample(700, 0.5), camera: "gate", shadow: "new")
    try next.flushScores()
    let own = try next.samples(camera: "gate", from: .distantPast, to: .distantFuture)
    #expect(own.count == 701 && own.allSatisfy { $0.score == 0.25 })
    #expect(
      try next.samples(camera: "gate", shadow: "new", from: .distantPast, to: .distantFuture).count == 1)
    let broken = try place.other { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count }
    #expect(try broken == 0 && place.isWhole())
  }
}

@Suite struct `Several changes at once` {
  @Test func `are all made or none`() throws {
    let place = try StoreFolder()
    let store = try place.open()
    func change(_ key: String, _ value: String?) -> RuntimeChange {
      RuntimeChange(camera: "gate", key: key, value: value, by: "anna", at: SetClock.origin)
    }
    try StationStore.set([change("a", "1"), change("b", "2")], besideStationIn: place.url)
    #expect(try store.changes(at: SetClock.origin).map(\.key) == ["a", "b"])
    #expect(
      code {
        try StationStore.set([change("a", nil), change("", "3")], besideStationIn: place.url)
      } == .invalid)
    #expect(try store.changes(at: SetClock.origin).map(\.value) == ["1", "2"])
  }
}
