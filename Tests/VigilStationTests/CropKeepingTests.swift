import Foundation
import Testing
import VigilCore
import VigilPipeline
import VigilPreprocessing
import VigilStation
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `Crops of a station's events` {
  /// Five crops whose scores have a mean, the first of them the highest.
  private func scores(_ mean: Float) -> [Float] {
    [mean + 0.08, mean - 0.02, mean - 0.02, mean - 0.02, mean - 0.02]
  }

  private func cut(copies: [Int: Int] = [:]) throws -> [SnippetCrop] {
    try Preprocessing(.rtfm, crops: .five).cropPlaces(pictureWidth: 1920, pictureHeight: 1080).enumerated()
      .map { SnippetCrop($1, copyOf: copies[$0]) }
  }

  @Test func `are those of the snippet with the highest score`() async throws {
    let bench = try await LearningBench()
    for mean in [0.6, 0.9, 0.7] as [Float] {
      await bench.pass(mean, crops: try cut(copies: mean == 0.9 ? [3: 4] : [:]), cropScores: scores(mean))
    }
    await bench.goRound()
    let open = try #require(try bench.station.store.events().first)
    #expect(open.state == .open)
    let kept = try bench.station.store.crops(of: open.id)
    #expect(kept.map(\.score) == scores(0.9) && kept.map(\.copyOf) == [nil, nil, nil, 4, nil])
    #expect(PicturePart.mean(of: kept) == open.peakScore)
    let right = 231.0 / 455
    #expect(kept.prefix(4).map(\.x) == [0, right, 0, right])
    // The end of the event changes nothing, nor does the next event.
    for _ in 0..<4 { await bench.pass(0.1, crops: try cut(), cropScores: scores(0.1)) }
    await bench.pass(0.95, crops: try cut(), cropScores: scores(0.95))
    await bench.lose()
    await bench.goRound()
    let events = try bench.station.store.events()
    #expect(events.count == 2 && events.allSatisfy { $0.state == .ended })
    #expect(try bench.station.store.crops(of: open.id) == kept)
    #expect(try bench.station.store.crops(of: events[0].id).map(\.score) == scores(0.95))
  }

  @Test func `are none where they are not known, and no event is lost for them`() async throws {
    let bench = try await LearningBench()
    await bench.pass(0.9, crops: try cut(), cropScores: scores(0.9))
    // A higher one of which nothing is known.
    await bench.pass(0.95)
    await bench.goRound()
    let event = try #require(try bench.station.store.events().first)
    #expect(event.peakScore == 0.95)
    #expect(try bench.station.store.crops(of: event.id) == [])
    await bench.pass(0.97, crops: Array(try cut().dropLast()), cropScores: scores(0.97))
    await bench.goRound()
    #expect(try bench.station.store.event(event.id)?.peakScore ?? 0 > 0.96)
    #expect(try bench.station.store.crops(of: event.id) == [])
  }

  /// Weights that mean nothing, but crops and scores as the network of the paper has them.
  @Test func `are there after a camera was scored by five crops`() async throws {
    let (bench, camera) = (try StationBench(), try FakeCamera { $0.rate = 25 })
    try bench.write(
      "threshold: 0\nrecord: off",
      (
        "door",
        "source: rtsp://127.0.0.1:\(camera.port)/main\nmodel: test-weights-narrow\npreset: rtfm\ncrops: 5"
      ),
      ("yard", "source: rtsp://127.0.0.1:\(camera.port)/main"))
    try await bench.running { station, _ in
      try await bench.until("a score of both", within: 600) {
        ["door", "yard"].allSatisfy { (station.board[$0]?.snippets ?? 0) >= 2 }
      }
    }
    let store = try StationStore(reading: bench.data)
    let event = try #require(try store.events(EventQuery(cameras: ["door"])).first)
    let crops = try store.crops(of: event.id)
    #expect(crops.count == 5 && crops.allSatisfy { !$0.isMirrored && (0...1).contains($0.score) })
    #expect(PicturePart.mean(of: crops) == event.peakScore)
    #expect(
      PicturePart.all(of: crops).map(\.name) == [
        "top left", "top right", "bottom left", "bottom right", "centre",
      ])
    // The demo model sees the whole picture in one crop.
    let other = try #require(try store.events(EventQuery(cameras: ["yard"])).first)
    let whole = try store.crops(of: other.id)
    #expect(whole == [EventCrop(x: 0, y: 0, width: 1, height: 1, score: other.peakScore)])
  }
}
