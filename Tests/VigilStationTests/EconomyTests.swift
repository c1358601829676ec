import Foundation
import Testing
import VigilModels
import VigilPipeline
import VigilStation
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `A station that is short of compute` {
  @Test
  func
    `gives up quality in the declared order for all cameras alike, tells and counts it, and recovers by itself`()
    async throws
  {
    let (bench, pace) = (try StationBench(), SlowEngine.Pace(secondsPerItem: 0.05))
    let cameras = try (0..<3).map { _ in try FakeCamera { $0.rate = 25 } }
    let names = ["a", "b", "c"]
    try bench.write(
      "record: off\ncrops: 10",
      ("a", "source: rtsp://127.0.0.1:\(cameras[0].port)/a"),
      ("b", "source: rtsp://127.0.0.1:\(cameras[1].port)/a"),
      ("c", "source: rtsp://127.0.0.1:\(cameras[2].port)/a"))
    func counts(_ station: Station) -> [PipelineCounts] { names.compactMap { station.board[$0]?.counts } }
    func snippets(_ station: Station) -> [Int] { names.map { station.board[$0]?.snippets ?? 0 } }
    func told(_ station: Station) throws -> [CameraNotice] {
      try station.store.notices(NoticeQuery()).filter { $0.kind == "economy" }.reversed()
    }
    func state(_ station: Station) -> [String] { ["\(snippets(station)), \(counts(station))"] }
    try await bench.running(
      configuration: EngineConfiguration(engine: SlowEngine.registration(pace)),
      economy: EconomyRules(hold: 1, calm: 4)
    ) { station, _ in
      // Thirty crops of 0.05 s in 0.64 s are too many, fifteen too, three are not.
      try await bench.until("there is time enough for one crop") {
        try told(station).last?.message.contains(EconomyLevel.centreCrop.words) == true
      } state: {
        state(station)
      }
      pace.change(to: 0.5)
      try await bench.until("every second snippet is left out") {
        try told(station).last?.message.contains(EconomyLevel.everySecondSnippet.words) == true
      } state: {
        state(station)
      }
      let before = snippets(station)
      try await bench.until("each camera goes on") {
        zip(snippets(station), before).allSatisfy { $0 >= $1 + 3 }
      } state: {
        state(station)
      }
      let gained = zip(snippets(station), before).map { $0 - $1 }
      #expect((gained.max() ?? 0) <= 2 * (gained.min() ?? 0), "\(gained)")
      #expect(counts(station).allSatisfy { $0.reducedSnippets > 0 && $0.skippedSnippets > 0 })
      #expect(try told(station).count { $0.end == nil } == 1)
      pace.change(to: 0)
      try await bench.until("there is full quality again") {
        bench.log.entries.contains { $0.contains("time for full quality again") }
      } state: {
        state(station)
      }
      let reduced = counts(station).map(\.reducedSnippets)
      let after = snippets(station)
      try await bench.until("each camera goes on") {
        zip(snippets(station), after).allSatisfy { $0 >= $1 + 3 }
      } state: {
        state(station)
      }
      #expect(counts(station).map(\.reducedSnippets) == reduced)
    }
    #expect(cameras.allSatisfy { $0.connections.count == 1 })
    let notices = try StationStore(reading: bench.data).notices(NoticeQuery()).reversed()
      .filter { $0.kind == "economy" }
    let levels = notices.compactMap { notice in
      EconomyLevel.allCases.first { notice.message.hasSuffix($0.words) }
    }
    let declared = EconomyLevel.allCases.dropFirst()
    // One by one up to the last and back; other programs may make the machine slow, or leave it to this one, for a while.
    #expect(levels.first == declared.first && levels.last == declared.first, "\(levels)")
    #expect(levels.contains { $0 == declared.last }, "\(levels)")
    #expect(zip(levels, levels.dropFirst()).allSatisfy { abs($0.rawValue - $1.rawValue) <= 1 }, "\(levels)")
    #expect(notices.allSatisfy { $0.end != nil })
  }
}
