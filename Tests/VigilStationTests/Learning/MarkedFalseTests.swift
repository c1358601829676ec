import Foundation
import Testing
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `Alarms like those marked false` {
  private func bench(_ lines: String) async throws -> LearningBench {
    let bench = try await LearningBench(lines)
    for _ in 0..<200 { await bench.pass(0.1, like: 0) }
    await bench.goRound()
    return bench
  }

  /// An event, once the station knows what was said before.
  private func event(_ bench: LearningBench, like likeness: UInt64) async throws -> StoredEvent {
    for _ in 0..<3 {
      await bench.pass(0.1, like: 0)
      await bench.goRound()
    }
    return try #require(try await bench.event([0.7, 0.9, 0.85], like: likeness))
  }

  @Test func `are kept for review with the reason, and never where one like it was real`() async throws {
    let bench = try await bench("review_like_false: 0.9")
    let store = bench.station.store
    let first = try await event(bench, like: 3)
    #expect(first.severity == .alarm && first.reasons.isEmpty)
    try store.label(first.id, as: .falseAlarm, by: "anna")
    let second = try await event(bench, like: 3)
    #expect(second.severity == .review && second.state == .ended)
    #expect(second.reasons.count == 1)
    let reason = try #require(second.reasons.first)
    #expect(
      reason.hasSuffix(" % like event \(first.id.uuidString.lowercased().prefix(8)), marked as a false alarm")
    )
    // It is shown where reasons are, and is none of the camera's.
    #expect(try EventPage(second, in: store).lines().contains { $0.contains(reason) })
    #expect(bench.station.board["door"]?.standing == [])
    #expect(try await event(bench, like: 8).severity == .alarm)
    // A real one among those like it: alarms again, until that is taken back.
    try store.label(second.id, as: .real, by: "ben")
    #expect(try await event(bench, like: 3).severity == .alarm)
    try store.undoLabel(of: second.id, by: "ben")
    #expect(try await event(bench, like: 3).severity == .review)
    try store.undoLabel(of: first.id, by: "anna")
    #expect(try await event(bench, like: 3).severity == .alarm)
  }

  @Test func `are protected by a real one, also after hundreds that were false`() async throws {
    let bench = try await bench("review_like_false: 0.9")
    let store = bench.station.store
    let real = try await event(bench, like: 3)
    try store.label(real.id, as: .real, by: "anna")
    let other = try await event(bench, like: 8)
    var features = try #require(try store.features(of: other.id))
    for _ in 0..<500 {
      var copy = other
      copy.id = UUID()
      try store.put(copy)
      features.event = copy.id
      try store.keep(features)
      try store.label(copy.id, as: .falseAlarm, by: "anna")
    }
    // The newest of all is like the real one, and false.
    let last = try await event(bench, like: 3)
    #expect(last.severity == .alarm)
    try store.label(last.id, as: .falseAlarm, by: "anna")
    #expect(try await event(bench, like: 3).severity == .alarm)
    // Those that were false are compared all the same.
    #expect(try await event(bench, like: 8).severity == .review)
    try store.undoLabel(of: real.id, by: "anna")
    #expect(try await event(bench, like: 3).severity == .review)
  }

  @Test func `become alarms with the first snippet that is like none of them`() async throws {
    let bench = try await bench("review_like_false: 0.9")
    let first = try await event(bench, like: 3)
    try bench.station.store.label(first.id, as: .falseAlarm, by: "anna")
    for _ in 0..<3 {
      await bench.pass(0.1, like: 0)
      await bench.goRound()
    }
    await bench.pass(0.9, like: 3)
    #expect(bench.station.board["door"]?.openEvent != nil && bench.station.board["door"]?.hasAlarm == false)
    await bench.pass(0.9, like: 8)
    #expect(bench.station.board["door"]?.hasAlarm == true)
  }

  @Test func `are alarms where the file does not ask for it, or another network computed the features`()
    async throws
  {
    let bench = try await bench("")
    let first = try await event(bench, like: 3)
    try bench.station.store.label(first.id, as: .falseAlarm, by: "anna")
    #expect(try await event(bench, like: 3).severity == .alarm)
    let other = try await self.bench("review_like_false: 0.9")
    let old = try await event(other, like: 3)
    var kept = try #require(try other.station.store.features(of: old.id))
    kept.network = "another"
    try other.station.store.keep(kept)
    try other.station.store.label(old.id, as: .falseAlarm, by: "anna")
    #expect(try await event(other, like: 3).severity == .alarm)
  }
}
