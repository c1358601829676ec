import Foundation
import GRDB
import Testing
import VigilCore
import VigilStore

@Suite struct `Kept features` {
  let place: StoreFolder
  let store: StationStore
  init() throws {
    place = try StoreFolder()
    store = try place.open()
  }

  /// Features that are alike where `likeness` is the same, with some noise, and a different score for each snippet.
  static func stretch(
    _ kind: FeatureStretch.Kind = .event, of event: UUID? = nil, _ second: Double = 0,
    camera: String = "gate",
    network: String = "compact/1 flow", crops: Int = 1, size: Int = 24, count: Int = 4, likeness: UInt64 = 1,
    noise: Float = 0.02
  ) -> FeatureStretch {
    var shape = SplitMix64(seed: likeness)
    let base = (0..<crops * size).map { _ in Float(shape.next() % 1000) / 1000 }
    var random = SplitMix64(seed: UInt64(second * 1000) &+ 77)
    return FeatureStretch(
      camera: camera, kind: kind, event: event, network: network, crops: crops, size: size,
      snippets: (0..<count).map { index in
        FeatureStretch.Snippet(
          start: SetClock.origin + second + Double(index) * 0.64, duration: 0.64,
          score: 0.5 + Float((index * 7) % count) / Float(2 * count),
          features: base.map { $0 + noise * Float(random.next() % 1000) / 1000 })
      })
  }

  private func event(_ second: Double = 0, camera: String = "gate") throws -> UUID {
    let event = StoredEvent.sample(second, camera: camera, state: .ended)
    try store.put(event)
    return event.id
  }

  @Test(arguments: [(1, 344), (10, 2048)]) func `come back as they were, to half precision`(
    crops: Int, size: Int
  ) throws {
    let event = try event()
    let stretch = Self.stretch(of: event, crops: crops, size: size, count: 5)
    try store.keep(stretch)
    var found = try #require(try store.features(of: event))
    #expect(found.id > 0)
    found.id = 0
    #expect(found.snippets.map(\.values) == stretch.snippets.map(\.values))
    // The length is of 32 bits.
    for (one, other) in zip(found.snippets, stretch.snippets) {
      #expect(
        abs(one.duration - other.duration) < 1e-6 && one.start == other.start && one.score == other.score)
    }
    #expect(found.network == stretch.network && found.crops == crops && found.size == size)
    let exact = Float(0.123_456_7)
    let stored = FeatureStretch.Snippet(
      start: SetClock.origin, duration: 1, score: 1, features: [exact, 1e9])
    #expect(abs(Float(stored.values[0]) - exact) <= exact / 2048 && Float(stored.values[1]) == 65_504)
    try store.close()
    #expect(try place.open().features(of: event)?.snippets.map(\.values) == stretch.snippets.map(\.values))
  }

  @Test func `of an event take the place of those before, and leave with it`() throws {
    let event = try event()
    try store.keep(Self.stretch(of: event, count: 1))
    try store.keep(Self.stretch(of: event, count: 3))
    try store.keep(Self.stretch(.quiet, 60))
    #expect(try store.features(of: event)?.snippets.count == 3)
    #expect(try store.featureUse == FeatureUse(stretches: 2, bytes: (3 + 4) * 24 * 2))
    try store.removeEvents([event])
    #expect(try store.features(of: event) == nil)
    #expect(try store.featureUse.stretches == 1)
    #expect(code { try store.keep(Self.stretch(of: event)) } == .missing)
    #expect(try store.featureUse.stretches == 1 && place.isWhole())
  }

  @Test func `are refused where they are none`() throws {
    let event = try event()
    var wrong = [Self.stretch(of: nil), Self.stretch(.quiet, of: event), Self.stretch(.quiet, camera: "")]
    wrong += [Self.stretch(.quiet, network: ""), Self.stretch(.quiet, count: 65)]
    var none = Self.stretch(.quiet)
    none.snippets = []
    var short = Self.stretch(.quiet)
    short.size += 1
    var huge = Self.stretch(.quiet)
    (huge.crops, huge.size) = (.max, .max)
    var odd = Self.stretch(.quiet)
    odd.snippets[1].score = .nan
    var endless = Self.stretch(.quiet)
    endless.snippets[0].values[3] = .nan
    for stretch in wrong + [none, short, huge, odd, endless] {
      #expect(code { try store.keep(stretch) } == .invalid, "\(stretch.kind) \(stretch.camera)")
    }
    #expect(try store.featureUse.stretches == 0)
  }

  @Test func `are bounded by age and by size, and those of labelled events stay longest`() throws {
    let bytes = Int64(Self.stretch(.quiet).bytes)
    var events: [UUID] = []
    for index in 0..<6 {
      events.append(try event(Double(index) * 10))
      try store.keep(Self.stretch(of: events[index], Double(index) * 10))
    }
    try store.label(events[0], as: .falseAlarm, by: "anna")
    try store.label(events[2], as: .real, by: "anna")
    try store.label(events[3], as: .real, by: "anna")
    #expect(try store.undoLabel(of: events[3], by: "anna"))
    func kept() throws -> [Int] { try events.indices.filter { try store.features(of: events[$0]) != nil } }
    // Room for four, of which the new one is one.
    try store.keep(Self.stretch(.quiet, 100), most: 4 * bytes)
    #expect(try kept() == [0, 2, 5])
    try store.keep(Self.stretch(.quiet, 200), most: 2 * bytes)
    #expect(try kept() == [0, 2])
    #expect(try store.removeFeatures(before: SetClock.origin + 15, most: 2 * bytes) == 1)
    #expect(try kept() == [2])
    #expect(try store.removeFeatures(before: SetClock.origin, most: 0) == 1)
    #expect(try store.featureUse == FeatureUse(stretches: 0, bytes: 0))
    #expect(try store.events().count == 6)
  }

  @Test func `are given by camera, network, kind and time, the oldest first`() throws {
    let event = try event(50)
    try store.keep(Self.stretch(of: event, 50))
    try store.keep(Self.stretch(.quiet, 10))
    try store.keep(Self.stretch(.missed, 30, camera: "yard", network: "rtfm/10 i3d"))
    func starts(_ query: FeatureQuery = FeatureQuery()) throws -> [Double] {
      var found: [Double] = []
      try store.features(query) { found.append($0.snippets[0].start.timeIntervalSince(SetClock.origin)) }
      return found
    }
    #expect(try starts() == [10, 30, 50])
    #expect(try starts(FeatureQuery(cameras: ["yard"])) == [30])
    #expect(try starts(FeatureQuery(network: "compact/1 flow")) == [10, 50])
    #expect(try starts(FeatureQuery(kind: .missed)) == [30])
    #expect(try starts(FeatureQuery(from: SetClock.origin + 20, to: SetClock.origin + 40)) == [30])
    #expect(try starts(FeatureQuery(cameras: [])) == [])
  }

  @Test func `give what events are compared by, with what is said of them`() throws {
    let (first, second, other) = (try event(0), try event(10), try event(20))
    for (place, id) in [first, second].enumerated() {
      try store.keep(Self.stretch(of: id, Double(place) * 10, crops: 10, size: 16))
    }
    try store.keep(Self.stretch(of: other, 20, network: "another"))
    try store.keep(Self.stretch(.quiet, 30))
    let mark = try store.featureMark
    try store.label(second, as: .falseAlarm, by: "anna")
    try store.label(second, as: .real, by: "ben")
    #expect(try store.featureMark != mark)
    func peaks(
      said: ReviewLabel.Verdict? = nil, limit: Int = 10, cameras: [String]? = nil
    ) throws -> [FeaturePeak] {
      var found: [FeaturePeak] = []
      try store.featurePeaks(cameras: cameras, network: "compact/1 flow", said: said, limit: limit) {
        found.append($0)
      }
      return found
    }
    #expect(try peaks().map(\.event) == [second, first])
    #expect(try peaks().map(\.verdicts) == [[.falseAlarm, .real], []])
    #expect(try peaks(said: .real).map(\.event) == [second] && peaks(limit: 1).count == 1)
    #expect(try peaks(said: .falseAlarm).map(\.event) == [second] && peaks(said: .unsure).isEmpty)
    #expect(try peaks(cameras: ["yard"]).isEmpty && store.featureCameras() == ["gate"])
    // The snippet with the highest score, averaged over the crops.
    let stretch = try #require(try store.features(of: first))
    let peak = try #require(stretch.peak)
    #expect(peak.score == stretch.snippets.map(\.score).max())
    let mean = (0..<16).map { index in (0..<10).map { Float(peak.values[$0 * 16 + index]) }.reduce(0, +) / 10
    }
    for (one, other) in zip(try peaks()[1].values, mean) { #expect(abs(Float(one) - other) < 1e-3) }
  }

  @Test func `say what is usual at a camera, without its events`() throws {
    #expect(try store.usualFeatures(camera: "gate", network: "compact/1 flow") == nil)
    let (one, two) = (Self.stretch(.quiet, 0, likeness: 1), Self.stretch(.quiet, 100, likeness: 2))
    let others = [
      Self.stretch(.quiet, 0, camera: "yard", likeness: 3), Self.stretch(.missed, 0, likeness: 4),
      Self.stretch(.quiet, 0, network: "another", likeness: 5), Self.stretch(of: try event(), likeness: 6),
    ]
    for stretch in [one, two] + others { try store.keep(stretch) }
    func isMean(of stretches: [FeatureStretch], _ found: [Float]?) -> Bool {
      let all = stretches.flatMap(\.snippets).map { $0.meanOverCrops(size: 24) }
      let mean = (0..<24).map { index in all.map { $0[index] }.reduce(0, +) / Float(all.count) }
      return zip(found ?? [], mean).allSatisfy { abs($0 - $1) < 2e-3 } && found?.count == 24
    }
    #expect(isMean(of: [one, two], try store.usualFeatures(camera: "gate", network: "compact/1 flow")))
    let later = try store.usualFeatures(
      camera: "gate", network: "compact/1 flow", from: SetClock.origin + 50)
    #expect(isMean(of: [two], later) && !isMean(of: [one, two], later))
  }

  @Test func `that are damaged are said to be, and crash nothing`() throws {
    let event = try event()
    try store.keep(Self.stretch(of: event))
    for (column, value) in [("kind", "'odd'"), ("crops", "2"), ("data", "x'00'"), ("snippets", "x'0000'")] {
      try place.other { database in
        try database.execute(sql: "PRAGMA ignore_check_constraints = 1")
        // The column and the value are written above.
        try database.execute(literal: SQL(sql: "UPDATE feature SET \(column) = \(value)"))
      }
      #expect(code { _ = try store.features(of: event) } == .damaged, "\(column)")
      #expect(code { try store.features { _ in } } == .damaged, "\(column)")
      try store.keep(Self.stretch(of: event))
    }
    try place.other {
      try $0.execute(sql: "PRAGMA ignore_check_constraints = 1; UPDATE feature SET vector = x'00'")
    }
    #expect(
      code { try store.featurePeaks(cameras: nil, network: "compact/1 flow", limit: 9) { _ in } } == .damaged)
  }

  @Test func `find their table in a database from before`() throws {
    try store.close()
    try place.other {
      try $0.execute(sql: "DROP TABLE feature; DELETE FROM grdb_migrations WHERE identifier = '6'")
    }
    let store = try place.open()
    #expect(try store.featureUse.stretches == 0)
    try store.keep(Self.stretch(.quiet))
    #expect(try store.featureUse.stretches == 1)
  }
}
