import Foundation
import Testing
import VigilCore
import VigilStation
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `Features of a station` {
  private func isLike(_ snippet: FeatureStretch.Snippet, _ likeness: UInt64) -> Bool {
    let base = LearningBench.features(likeness, noise: 0).values
    return zip(snippet.values, base).allSatisfy { abs(Float($0) - $1) < 0.06 }
  }

  @Test func `are kept of each event with what was seen in it, and leave with the event`() async throws {
    let bench = try await LearningBench()
    for _ in 0..<3 { await bench.pass(0.1, like: 0) }
    let began = bench.next
    let event = try #require(try await bench.event([0.6, 0.9, 0.7], like: 7))
    #expect(event.state == .ended)
    let stretch = try #require(try bench.station.store.features(of: event.id))
    #expect(stretch.snippets.map(\.score) == [0.6, 0.9, 0.7] && stretch.peak?.score == 0.9)
    #expect(stretch.snippets.map(\.start) == (0..<3).map { began + Double($0) * LearningBench.snippet })
    #expect(stretch.snippets.allSatisfy { isLike($0, 7) })
    #expect(stretch.crops == 2 && stretch.size == 16 && stretch.camera == "door" && stretch.kind == .event)
    #expect(stretch.network == "rtfm/1 00")
    try bench.station.store.removeEvents([event.id])
    #expect(try bench.station.store.features(of: event.id) == nil)
    #expect(bench.station.lostFeatures == 0)
  }

  @Test func `of an event that goes on are there from its beginning`() async throws {
    let bench = try await LearningBench()
    await bench.pass(0.9, like: 7)
    await bench.goRound()
    let event = try #require(try bench.station.store.events().first)
    #expect(event.state == .open)
    #expect(try bench.station.store.features(of: event.id)?.snippets.count == 1)
    await bench.lose()
    await bench.goRound()
    #expect(try bench.station.store.event(event.id)?.state == .ended)
    #expect(try bench.station.store.features(of: event.id)?.snippets.count == 1)
  }

  @Test func `of a long event are chosen evenly, with the highest score among them`() async throws {
    let bench = try await LearningBench()
    var scores = [Float](repeating: 0.6, count: 101)
    scores[77] = 0.95
    let event = try #require(try await bench.event(scores, like: 3))
    let found = try #require(try bench.station.store.features(of: event.id)?.snippets)
    #expect((17...33).contains(found.count) && found.contains { $0.score == 0.95 })
    let starts = found.filter { $0.score < 0.9 }.map { $0.start.timeIntervalSince(found[0].start) }
    let steps = zip(starts, starts.dropFirst()).map { (($1 - $0) / LearningBench.snippet).rounded() }
    #expect(Set(steps) == [4])
    #expect(found.last.map { event.end.timeIntervalSince($0.start) < 5 * LearningBench.snippet } == true)
  }

  @Test func `are kept of some quiet snippets an hour, and never near an event`() async throws {
    let bench = try await LearningBench()
    // One of ten snippets changes enough for features of its own.
    func quiet(_ seconds: Double, like likeness: UInt64 = 0) async {
      for number in 0..<Int(seconds / LearningBench.snippet) {
        await bench.pass(0.1, like: number % 10 == 0 ? likeness : nil)
      }
    }
    await quiet(30)
    try await bench.event([0.9, 0.9], like: 7)
    await quiet(300, like: 1)
    await bench.goRound()
    let first = try bench.stretches(.quiet)
    #expect(first.count == 1 && first[0].snippets.count == 16)
    #expect(first[0].snippets.allSatisfy { isLike($0, 1) && $0.score == 0.1 })
    let event = try #require(try bench.station.store.events().first)
    #expect(first[0].snippets[0].start > event.end + 50)
    await quiet(8000, like: 2)
    await bench.goRound()
    let all = try bench.stretches(.quiet)
    let gaps = zip(all, all.dropFirst()).map { $1.snippets[0].start.timeIntervalSince($0.snippets[0].start) }
    #expect(all.count == 3 && gaps.allSatisfy { $0 >= 3500 && $0 < 3800 }, "\(gaps)")
  }

  @Test func `are kept of what somebody says was missed, while they are still in memory`() async throws {
    let bench = try await LearningBench()
    await bench.wait()
    for _ in 0..<10 { await bench.pass(0.2, like: 0) }
    let (from, to) = (bench.next, bench.next + 5 * LearningBench.snippet)
    for _ in 0..<5 { await bench.pass(0.3, like: 9) }
    for _ in 0..<10 { await bench.pass(0.2, like: 0) }
    try bench.station.store.miss(camera: "door", from: from, to: to, by: "anna")
    // There was no camera of that name, and nothing was seen then.
    try bench.station.store.miss(camera: "attic", from: from, to: to, by: "anna")
    try bench.station.store.miss(camera: "door", from: from - 100, to: to - 90, by: "anna")
    for _ in 0..<3 { await bench.wait() }
    let missed = try bench.stretches(.missed)
    #expect(missed.count == 1)
    let snippets = try #require(missed.first?.snippets)
    #expect(snippets.count == 5 && snippets.allSatisfy { isLike($0, 9) })
  }

  @Test func `are not kept where the file says so`() async throws {
    let bench = try await LearningBench("features: false")
    let event = try #require(try await bench.event([0.9, 0.9]))
    try bench.station.store.miss(
      camera: "door", from: event.start, to: event.end, by: "anna")
    for _ in 0..<3 { await bench.wait() }
    #expect(event.state == .ended && event.severity == .alarm)
    #expect(try bench.station.store.featureUse.stretches == 0)
  }

  @Test func `are bounded by the file's size and age`() async throws {
    let bench = try await LearningBench("most_features: 1MiB\nkeep_features: 1h")
    let bytes = LearningBench.crops * LearningBench.size * 2
    let one = FeatureStretch(
      camera: "door", kind: .quiet, network: "other", crops: 64, size: 1024,
      snippets: [
        FeatureStretch.Snippet(
          start: bench.next - 1000, duration: 1, score: 0, features: Array(repeating: 1, count: 65_536))
      ])
    for _ in 0..<7 { try bench.station.store.keep(one) }
    let event = try #require(try await bench.event([0.9]))
    #expect(try bench.station.store.featureUse.bytes == 7 * 131_072 + Int64(bytes))
    try bench.station.store.keep(one)
    // The next that the station keeps makes room.
    try await bench.event([0.9])
    #expect(try bench.station.store.featureUse.bytes <= 1 << 20)
    #expect(try bench.station.store.features(of: event.id) != nil)
    await bench.wait(3700)
    #expect(try bench.station.store.featureUse.stretches == 0)
  }

  @Test func `wait behind events while the database is locked, and hold up nothing`() async throws {
    let bench = try await LearningBench()
    let lock = try DatabaseLock(bench.folder.appending("data/station.sqlite"))
    let event = try await bench.event([0.9, 0.6])
    #expect(event == nil && bench.station.board["door"]?.alarms == 1)
    lock.release()
    for _ in 0..<3 { await bench.wait() }
    let stored = try #require(try bench.station.store.events().first)
    #expect(stored.state == .ended)
    #expect(try bench.station.store.features(of: stored.id)?.snippets.count == 2)
    #expect(bench.station.lostFeatures == 0)
  }
}

@Suite struct `Features that wait for the database` {
  private func stretch(_ event: UUID? = nil, _ number: Int = 0) -> FeatureStretch {
    FeatureStretch(
      camera: "door", kind: event == nil ? .quiet : .event, event: event, network: "n", crops: 10, size: 2048,
      snippets: (0..<32).map { index in
        FeatureStretch.Snippet(
          start: Date(timeIntervalSince1970: 1_790_000_000 + Double(number * 100 + index)), duration: 1,
          score: 0,
          features: Array(repeating: Float(number), count: 20_480))
      })
  }

  @Test func `are no more than a size, of which the oldest goes first and is counted`() async throws {
    let folder = try TemporaryFolder()
    let store = try StationStore(folder: folder.url, options: StoreOptions(patience: 0.05))
    let archive = Archive(store, board: StationBoard(), log: LogRecord().logger())
    let lock = try DatabaseLock(folder.appending("station.sqlite"))
    archive.post { try $0.noteLife() }
    await archive.tend()
    // 1.3 MB each, of which 32 MiB hold 25.
    for number in 0..<40 { archive.keep(stretch(nil, number)) }
    #expect(archive.lostFeatures == 15)
    lock.release()
    await archive.tend()
    await archive.tend()
    #expect(try store.featureUse.stretches == 25)
    var values: [Float] = []
    try store.features { values.append(Float($0.snippets[0].values[0])) }
    #expect(values == (15..<40).map(Float.init))
    // An event that is no longer there takes its features with it.
    archive.keep(stretch(UUID()))
    await archive.tend()
    #expect(archive.lostFeatures == 16)
    #expect(try store.featureUse.stretches == 25)
    try store.close()
  }
}

@Suite struct `Features in memory` {
  private func snippet(_ number: Int, score: Float = 0) -> FeatureStretch.Snippet {
    FeatureStretch.Snippet(
      start: Date(timeIntervalSince1970: Double(number)), duration: 1, score: score,
      features: [Float(number), 0, 0, 0])
  }

  @Test(arguments: [0, 1, 31, 32, 33, 64, 65, 1000]) func `chosen of any number are no more than fit`(
    count: Int
  ) {
    let highest = count * 2 / 3
    let sample = FeatureSample((0..<count).map { snippet($0, score: $0 == highest ? 1 : 0) })
    let chosen = sample.snippets()
    #expect(chosen.count <= FeatureSample.most + 1 && chosen.count >= min(count, FeatureSample.most / 2))
    #expect(count == 0 || chosen.contains { $0.score == 1 })
    #expect(chosen == chosen.sorted { $0.start < $1.start } && Set(chosen).count == chosen.count)
    #expect(count > FeatureSample.most || chosen.count == count)
    let half = sample.snippets(before: Date(timeIntervalSince1970: Double(count) / 2))
    #expect(half == chosen.filter { $0.start < Date(timeIntervalSince1970: Double(count) / 2) })
  }

  @Test func `are the newest that fit, all of one network`() {
    let ring = FeatureRing(room: 8 * 100)
    let form = FeatureRing.Form(network: "one", crops: 1, size: 4)
    for number in 0..<1000 { ring.add(snippet(number), form) }
    let held = ring.snippets(from: .distantPast)
    #expect((100...112).contains(held.count) && held.last == snippet(999))
    #expect(
      ring.snippets(from: Date(timeIntervalSince1970: 950.5), to: Date(timeIntervalSince1970: 953)).map(
        \.values[0])
        == [950, 951, 952])
    ring.add(snippet(1000), FeatureRing.Form(network: "other", crops: 1, size: 4))
    #expect(ring.snippets(from: .distantPast) == [snippet(1000)] && ring.form?.network == "other")
  }
}
