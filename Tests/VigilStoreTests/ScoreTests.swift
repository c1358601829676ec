import Foundation
import GRDB
import Testing
import VigilCore
import VigilStore

@Suite struct `Stored scores` {
  let place: StoreFolder
  let store: StationStore
  init() throws {
    place = try StoreFolder()
    store = try place.open()
  }

  static let origin = SetClock.origin

  /// A score every 0.64 s as of a camera with 25 frames a second.
  static func sample(_ number: Int, from start: Date = origin) -> ScoreSample {
    ScoreSample(
      start: start.addingTimeInterval(0.64 * Double(number)), duration: 0.64,
      score: Float(number % 97) / 97, isStill: number % 5 == 0)
  }

  func samples(_ camera: String = "gate", _ store: StationStore? = nil) throws -> [ScoreSample] {
    try (store ?? self.store).samples(camera: camera, from: .distantPast, to: .distantFuture)
  }

  @Test func `come back bit by bit before and after they are written`() throws {
    let all = (0..<2000).map { Self.sample($0) }
    for sample in all { try store.append(sample, camera: "gate") }
    #expect(try place.other { try Int.fetchOne($0, sql: "SELECT count(*) FROM scoreBlock") } == 0)
    let waiting = try samples()
    try store.flushScores()
    let written = try samples()
    #expect(waiting == written && written.count == 2000)
    #expect(zip(written, all).allSatisfy { $0.score == $1.score && $0.isStill == $1.isStill })
    #expect(zip(written, all).allSatisfy { abs($0.start.timeIntervalSince($1.start)) <= 0.00051 })
    #expect(zip(written, all).allSatisfy { abs($0.duration - $1.duration) <= 0.0005 })
    try store.close()
    #expect(try samples("gate", place.open()) == written)
  }

  @Test func `are written by age, by number and at the end`() throws {
    func written() throws -> Int {
      try place.other { try Int.fetchOne($0, sql: "SELECT coalesce(sum(count), 0) FROM scoreBlock") ?? 0 }
    }
    try store.append(Self.sample(0), camera: "gate")
    place.clock.advance(9)
    try store.append(Self.sample(1), camera: "yard")
    #expect(try written() == 0)
    place.clock.advance(1)
    try store.append(Self.sample(2), camera: "gate")
    #expect(try written() == 3)
    // Set back by an hour: what waits does not wait for the hour to come again.
    try store.append(Self.sample(3), camera: "gate")
    place.clock.advance(-3600)
    try store.append(Self.sample(4), camera: "gate")
    #expect(try written() == 5)
    for number in 5..<5 + 4096 { try store.append(Self.sample(number), camera: "gate") }
    #expect(try written() == 5 + 4096)
    try store.append(Self.sample(9000), camera: "gate")
    try store.close()
    #expect(try written() == 6 + 4096)
  }

  @Test func `survive a clock that is set by an hour either way, in the order in which they came`() throws {
    var all: [ScoreSample] = []
    for (part, shift) in [0.0, -3600, 0, 3600, 7200, -1e9].enumerated() {
      for number in 0..<1500 {
        let sample = Self.sample(number + part * 1500, from: Self.origin.addingTimeInterval(shift))
        all.append(sample)
        try store.append(sample, camera: "gate")
        if number % 400 == 0 { try store.flushScores() }
      }
    }
    #expect(try samples().map(\.score) == all.map(\.score))
    try store.flushScores()
    #expect(try samples().map(\.score) == all.map(\.score))
    let spans = try store.scores(
      camera: "gate", from: Self.origin.addingTimeInterval(-1e4), to: Self.origin.addingTimeInterval(2e4),
      atMost: 50)
    #expect(spans.map(\.count).reduce(0, +) == 1500 * 5)
  }

  @Test func `of a span are those that begin in it`() throws {
    for number in 0..<3000 { try store.append(Self.sample(number), camera: "gate") }
    try store.flushScores()
    try store.append(Self.sample(3000), camera: "gate")
    let all = try samples()
    for (first, last) in [(0, 1), (10, 2000), (937, 938), (2999, 3001), (5, 5)] {
      let end = last < all.count ? all[last].start : Date.distantFuture
      let found = try store.samples(camera: "gate", from: all[first].start, to: end)
      #expect(found == Array(all[first..<last]))
    }
    #expect(try store.samples(camera: "yard", from: .distantPast, to: .distantFuture).isEmpty)
  }

  @Test func `are given block by block, and an error of the reader ends it`() throws {
    for number in 0..<5000 { try store.append(Self.sample(number), camera: "gate") }
    var sizes: [Int] = []
    try store.samples(camera: "gate", from: .distantPast, to: .distantFuture) { sizes.append($0.count) }
    #expect(sizes.reduce(0, +) == 5000 && sizes.count > 4)
    #expect(sizes.dropLast().allSatisfy { $0 <= 939 })
    struct Enough: Error {}
    #expect(throws: Enough.self) {
      try store.samples(camera: "gate", from: .distantPast, to: .distantFuture) { _ in throw Enough() }
    }
    // The store goes on.
    #expect(try samples().count == 5000)
  }

  @Test(arguments: [1, 7, 50, 1000, 20_000])
  func `make a timeline of at most so many spans, which hide no peak`(
    limit: Int
  ) throws {
    var generator = SplitMix64(seed: 4)
    var all: [ScoreSample] = []
    for number in 0..<20_000 {
      var sample = Self.sample(number)
      sample.score = Float(generator.index(below: 1000)) / 1000
      all.append(sample)
      try store.append(sample, camera: "gate")
    }
    all[12_345].score = 1.5
    try store.append(ScoreSample(start: all[12_345].start, duration: 0.64, score: 1.5), camera: "gate")
    let end = Self.origin.addingTimeInterval(0.64 * 20_000)
    for isWritten in [false, true] {
      if isWritten { try store.flushScores() }
      let spans = try store.scores(camera: "gate", from: Self.origin, to: end, atMost: limit)
      #expect(!spans.isEmpty && spans.count <= limit)
      #expect(spans.map(\.count).reduce(0, +) == 20_001)
      #expect(spans.map(\.high).max() == 1.5)
      #expect(spans.map(\.low).min() == all.map(\.score).min())
      let total = spans.reduce(0.0) { $0 + Double($1.mean) * Double($1.count) }
      #expect(abs(total / 20_001 - 0.4995) < 0.01)
      let peak = try #require(spans.first { $0.high == 1.5 })
      #expect(peak.start <= all[12_345].start.addingTimeInterval(0.001))
      #expect(peak.start.addingTimeInterval(peak.duration) >= all[12_345].start)
      #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.start < $1.start })
    }
  }

  @Test func `of few snippets are given one by one`() throws {
    for number in 0..<20 { try store.append(Self.sample(number), camera: "gate") }
    let spans = try store.scores(camera: "gate", from: Self.origin, to: Self.origin + 60, atMost: 100)
    #expect(spans.count == 20 && spans.allSatisfy { $0.count == 1 && $0.duration == 0.64 })
    #expect(try store.scores(camera: "gate", from: Self.origin, to: Self.origin, atMost: 10).isEmpty)
    #expect(try store.scores(camera: "gate", from: Self.origin, to: Self.origin + 60, atMost: 0).isEmpty)
    #expect(try store.scores(camera: "yard", from: Self.origin, to: Self.origin + 60, atMost: 5).isEmpty)
  }

  @Test func `of a span that is shorter than a millisecond are none, also where a summary begins`() throws {
    try store.append(Self.sample(0), camera: "gate")
    for seconds in [0.0001, 0.0004] {
      #expect(
        try store.scores(camera: "gate", from: Self.origin, to: Self.origin + seconds, atMost: 500).isEmpty)
      #expect(try samples("gate").count == 1)
    }
  }

  @Test func `are removed before a date, their summaries later if asked`() throws {
    for number in 0..<12_000 { try store.append(Self.sample(number), camera: "gate") }
    try store.flushScores()
    // Two hours and eight minutes; an hour and a half goes.
    let cut = Self.origin.addingTimeInterval(5400)
    try store.removeScores(before: cut, summariesBefore: .distantPast)
    let left = try samples()
    #expect(try #require(left.first).start >= cut.addingTimeInterval(-0.64) && left.count < 4000)
    let old = try store.scores(camera: "gate", from: Self.origin, to: cut, atMost: 10_000)
    #expect(old.count == 45 && old.map(\.count).reduce(0, +) == 8438)
    try store.removeScores(before: cut)
    #expect(try store.scores(camera: "gate", from: Self.origin, to: cut, atMost: 10_000).isEmpty)
    try store.removeScores(before: .distantFuture)
    #expect(try samples().isEmpty)
    try store.append(Self.sample(0), camera: "gate")
    try store.flushScores()
    #expect(try samples().count == 1)
  }

  @Test func `that are no numbers are refused`() throws {
    let good = Self.sample(0)
    for (start, duration, score) in [
      (good.start, 0.64, Float.nan), (good.start, 0.64, .infinity), (good.start, .nan, 0.5),
      (good.start, -1, 0.5), (good.start, 1e9, 0.5), (Date(timeIntervalSinceReferenceDate: .nan), 0.64, 0.5),
      (Date(timeIntervalSinceReferenceDate: 1e15), 0.64, 0.5),
    ] {
      let sample = ScoreSample(start: start, duration: duration, score: score)
      #expect(code { try store.append(sample, camera: "gate") } == .invalid)
    }
    #expect(try samples().isEmpty)
  }

  @Test func `in a damaged block are an error and no crash`() throws {
    for number in 0..<100 { try store.append(Self.sample(number), camera: "gate") }
    try store.flushScores()
    let block = try #require(try place.other { try Data.fetchOne($0, sql: "SELECT data FROM scoreBlock") })
    var generator = SplitMix64(seed: 9)
    for _ in 0..<200 {
      var broken = block
      for _ in 0..<3 { broken[generator.index(below: broken.count)] = UInt8(generator.index(below: 256)) }
      broken = broken.prefix(1 + generator.index(below: broken.count))
      try place.other { try $0.execute(sql: "UPDATE scoreBlock SET data = ?", arguments: [broken]) }
      let thrown = code { _ = try samples() }
      #expect(thrown == nil || thrown == .damaged)
    }
  }
}
