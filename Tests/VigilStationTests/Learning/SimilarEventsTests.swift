import Foundation
import Testing
import VigilCore
import VigilStation
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `Similar events` {
  /// A bench that knows what is usual: a quiet stretch of the likeness 0.
  private func bench(_ lines: String = "") async throws -> LearningBench {
    let bench = try await LearningBench(lines)
    for _ in 0..<200 { await bench.pass(0.1, like: 0) }
    await bench.goRound()
    #expect(try bench.stretches(.quiet).count == 1)
    return bench
  }

  private func event(_ bench: LearningBench, like likeness: UInt64) async throws -> StoredEvent {
    try #require(try await bench.event([0.7, 0.9], like: likeness))
  }

  @Test func `are those that differ from the usual in the same way, with what people say of them`()
    async throws
  {
    let bench = try await bench()
    let cats = [
      try await event(bench, like: 3), try await event(bench, like: 3), try await event(bench, like: 3),
    ]
    let van = try await event(bench, like: 8)
    let store = bench.station.store
    try store.label(cats[0].id, as: .falseAlarm, by: "anna")
    try store.label(cats[1].id, as: .falseAlarm, by: "anna")
    try store.label(cats[1].id, as: .real, by: "ben")
    let similar = try SimilarEvents(to: cats[2], in: store)
    #expect(Set(similar.matches.map(\.id)) == [cats[0].id, cats[1].id] && similar.compared == 3)
    #expect(similar.matches.allSatisfy { $0.similarity > 0.9 && $0.similarity <= 1 })
    #expect(similar.matches == similar.matches.sorted { $0.similarity > $1.similarity })
    // Who calls one real is not outvoted.
    #expect((similar.count, similar.markedFalse, similar.markedReal) == (2, 1, 1))
    #expect(similar.sentence == "2 like this, 1 marked false, 1 marked real")
    #expect(try SimilarEvents(to: cats[2], in: store, limit: 1).matches.count == 1)
    let other = try SimilarEvents(to: van, in: store)
    #expect(other.matches.isEmpty && other.sentence == "none like this")
    // Without what is usual, a van is like a cat.
    func raw(_ event: StoredEvent) throws -> FeatureDirection {
      let kept = try #require(try store.features(of: event.id))
      return try #require(FeatureDirection(kept.vector, usual: Array(repeating: 0, count: kept.size)))
    }
    #expect(try raw(van).similarity(to: raw(cats[0])) > 0.6)
    let lines = SimilarTable(calendar: Calendar(identifier: .gregorian)).lines(similar)
    #expect(
      lines[0].hasPrefix("event")
        && lines.contains {
          $0.contains("false (anna), real (ben)") || $0.contains("real (ben), false (anna)")
        })
  }

  @Test func `are those that a plain reference finds among many`() async throws {
    let bench = try await bench()
    let store = bench.station.store
    var events: [StoredEvent] = []
    for number in 0..<60 {
      let event = StoredEvent(
        id: UUID(), camera: number % 3 == 0 ? "yard" : "door", severity: .alarm, state: .ended,
        start: bench.next + Double(number) * 10, end: bench.next + Double(number) * 10 + 2, peakScore: 0.9,
        peakDate: bench.next, threshold: 0.8, model: "simulated")
      try store.put(event)
      let snippets = (0..<2).map { index in
        FeatureStretch.Snippet(
          start: event.start + Double(index), duration: 1, score: 0.8 + Float(index) / 10,
          features: LearningBench.features(UInt64(number % 4 + 10), number * 2 + index, noise: 0.3).values)
      }
      try store.keep(
        FeatureStretch(
          camera: event.camera, kind: .event, event: event.id, network: number == 7 ? "another" : "rtfm/1 00",
          crops: 2, size: 16, snippets: snippets))
      events.append(event)
    }
    let similar = try SimilarEvents(to: events[1], in: store, least: 0.5, limit: 1000)
    // By doubles, of the values as they are kept.
    let usual = try #require(try store.usualFeatures(camera: "door", network: "rtfm/1 00")).map(Double.init)
    func difference(_ event: StoredEvent) throws -> [Double] {
      let peak = try #require(try store.features(of: event.id)?.snippets.last)
      return (0..<16).map { (Double(peak.values[$0]) + Double(peak.values[16 + $0])) / 2 - usual[$0] }
    }
    func cosine(_ one: [Double], _ other: [Double]) -> Double {
      func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map(*).reduce(0, +) }
      return dot(one, other) / (dot(one, one) * dot(other, other)).squareRoot()
    }
    let own = try difference(events[1])
    var expected: [UUID: Double] = [:]
    for (number, event) in events.enumerated() where ![1, 7].contains(number) && event.camera == "door" {
      expected[event.id] = cosine(own, try difference(event))
    }
    #expect(similar.compared == expected.count)
    #expect(Set(similar.matches.map(\.id)) == Set(expected.filter { $0.value >= 0.5 }.map(\.key)))
    #expect((5..<38).contains(similar.count))
    for match in similar.matches {
      #expect(abs(Double(match.similarity) - (expected[match.id] ?? 9)) < 5e-3)
    }
    // The yard's quiet picture is not known yet.
    let all = try SimilarEvents(to: events[1], in: store, cameras: store.featureCameras(), limit: 1000)
    #expect(all.matches.allSatisfy { $0.event.camera == "door" })
    #expect(try SimilarEvents(to: events[0], in: store).reason?.contains("yard") == true)
  }

  @Test func `are not told of where nothing can be compared, with the reason`() async throws {
    let bench = try await LearningBench()
    let event = try await event(bench, like: 3)
    let early = try SimilarEvents(to: event, in: bench.station.store)
    #expect(early.matches.isEmpty && early.sentence.contains("not enough is known yet"))
    let none = StoredEvent(
      id: UUID(), camera: "door", severity: .alarm, state: .ended, start: bench.next, end: bench.next,
      peakScore: 1, peakDate: bench.next, threshold: 0.5, model: "m")
    try bench.station.store.put(none)
    #expect(
      try SimilarEvents(to: none, in: bench.station.store).sentence == "no features of this event are kept")
  }

  @Test func `are of one view: those from before the camera was moved are left aside`() async throws {
    let bench = try await bench()
    let before = try await event(bench, like: 3)
    try bench.station.store.set(
      RuntimeChange(
        camera: "door", key: StandingThresholds.viewKey, value: "moved", by: "the camera's view",
        at: bench.next))
    for _ in 0..<6000 { await bench.pass(0.1, like: 20) }
    await bench.goRound()
    let (one, two) = (try await event(bench, like: 3), try await event(bench, like: 3))
    #expect(try SimilarEvents(to: two, in: bench.station.store).matches.map(\.id) == [one.id])
    #expect(try SimilarEvents(to: before, in: bench.station.store).sentence.contains("another view"))
  }
}
