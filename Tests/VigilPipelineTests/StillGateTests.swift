import Foundation
import Synchronization
import Testing
import VigilCore
import VigilDetection
import VigilMedia
import VigilPipeline

/// A gate that needs little history.
private let gate = StillGate(longest: 5, settling: 1)

private func gated(_ gate: StillGate = gate, isLive: Bool = true) -> TestCamera {
  TestCamera(ScriptedSession(), isLive: isLive) { $0.stillGate = gate }
}

extension TestCamera {
  /// Gives a snippet of frames and waits for its score.
  fileprivate func score(_ frames: (Int) -> [UInt8]) async {
    let before = log.updates.scores.count
    for frame in 0..<16 { source.give(pixels: frames(frame)) }
    await log.until { $0.scores.count > before }
  }

  /// Gives snippets of brightnesses and ends; returns which were kept.
  fileprivate func kept(_ brightnesses: [UInt8]) async throws -> [Bool] {
    let counts = Task { try await watch() }
    for brightness in brightnesses { await score(brightness) }
    source.finish()
    _ = try await counts.value
    return log.updates.scored.map(\.isKept)
  }
}

/// A grey picture with a brighter or darker box.
private func picture(
  _ grey: UInt8 = 100, box: (x: Int, y: Int, width: Int, height: Int)? = nil, of level: UInt8 = 0
)
  -> [UInt8]
{
  var pixels = [UInt8](repeating: grey, count: 3 * 128 * 96)
  if let box {
    for y in box.y..<box.y + box.height {
      for place in 3 * (y * 128 + box.x)..<3 * (y * 128 + box.x + box.width) { pixels[place] = level }
    }
  }
  return pixels
}

@Suite(.timeLimit(.minutes(15))) struct `A still gate` {
  @Test
  func `keeps the features of a snippet in which nothing changes, and the score once the window is full`()
    async throws
  {
    let camera = gated(StillGate(longest: 1000, settling: 1))
    #expect(
      try await camera.kept(Array(repeating: 100, count: 8))
        == [false, false, true, true, true, true, true, true])
    let updates = camera.log.updates
    #expect(Set(updates.scores.map(\.score)).count == 1)
    #expect(updates.scores.map(\.position.index) == Array(0..<8))
    #expect(updates.scored.map(\.counts.stillSnippets) == [0, 0, 1, 2, 3, 4, 5, 6])
    #expect(updates.last?.counts.snippets == 2)
    // The extractor saw two, and the detector four: a growing window scores anew.
    #expect(camera.detector.windows == [1, 2, 3, 4])
  }

  @Test func `tells the score of a growing window, and does not keep one that is on the move`() async throws {
    let camera = gated(StillGate(longest: 1000, settling: 1, settledDifference: 0.07))
    // Each snippet more makes the window's score higher, and the fourth by more than the others.
    camera.detector.rise.withLock { $0 = { Float($0) / 20 + ($0 > 3 ? 0.1 : 0) } }
    #expect(
      try await camera.kept(Array(repeating: 10, count: 7)) == [false, false, true, true, false, true, true])
    let scores = camera.log.updates.scores.map(\.score)
    for (score, expected) in zip(scores, [0.05, 0.1, 0.15, 0.3, 0.3, 0.3, 0.3] as [Float]) {
      #expect(abs(score - expected - 10.0 / 255) < 0.01, "\(scores)")
    }
  }

  @Test func `scores everything without one, and has no map of changes`() async throws {
    let camera = TestCamera(ScriptedSession())
    #expect(try await camera.kept(Array(repeating: 100, count: 8)) == Array(repeating: false, count: 8))
    #expect(camera.log.updates.allSatisfy { $0.change == nil && $0.counts.stillSnippets == 0 })
  }

  @Test func `fills the window with copies, as if the same picture had been extracted`() async throws {
    let camera = gated(StillGate(longest: 1000, settling: 1))
    _ = try await camera.kept([100, 100, 100, 100, 100, 100, 20])
    let (still, dark) = (Float(100) / 255, Float(20) / 255)
    let seen = try #require(camera.detector.contents.last)
    #expect(zip(seen, [still, still, still, dark]).allSatisfy { abs($0 - $1) < 1e-3 }, "\(seen)")
  }

  @Test func `scores again after the longest time`() async throws {
    // The second snippet is scored, and begins at 1 s: the one at 6 s is not kept.
    let kept = try await gated().kept(Array(repeating: 100, count: 15))
    #expect(kept.indices.filter { !kept[$0] } == [0, 1, 6, 11])
  }

  @Test func `opens for a change that is slower than any snippet shows`() async throws {
    let camera = gated(StillGate(longest: 1000, settling: 1))
    let kept = try await camera.kept([100, 100, 100, 100] + (101...112).map { $0 })
    // Four levels are twice the least noise.
    #expect(kept.indices.filter { !kept[$0] } == [0, 1, 7, 8, 12, 13], "\(kept)")
  }

  @Test func `does not keep the score of a snippet in which something moved`() async throws {
    let camera = gated(StillGate(longest: 1000, settling: 1))
    let counts = Task { try await camera.watch() }
    for _ in 0..<6 { await camera.score(100) }
    // Something that passes through one frame leaves the mean as it was.
    await camera.score { picture(box: $0 == 7 ? (40, 40, 6, 6) : nil) }
    for _ in 0..<3 { await camera.score(100) }
    camera.source.finish()
    _ = try await counts.value
    #expect(camera.log.updates.scored.map(\.isKept).suffix(5) == [true, false, false, true, true])
  }

  @Test(arguments: [(0, 0), (77, 31), (126, 93)])
  func `opens for a person far away, a fortieth of the picture high`(x: Int, y: Int) async throws {
    let camera = gated(StillGate(longest: 1000, settling: 1))
    let counts = Task { try await camera.watch() }
    for _ in 0..<6 { await camera.score(100) }
    await camera.score { _ in picture(box: (x, y, 1, 3), of: 80) }
    camera.source.finish()
    _ = try await counts.value
    let last = try #require(camera.log.updates.scored.last)
    #expect(!last.isKept)
    let change = try #require(last.change)
    // It changed there and nowhere else.
    let there = [[x, y], [x + 1, y], [x + 1, y + 3], [x, y + 3]].map {
      SIMD2(Double($0[0]) / 128, Double($0[1]) / 96)
    }
    #expect(change.changedFraction > 0 && change.changedFraction <= 6.0 / 576)
    #expect(change.changedFraction(inside: [there]) > 0)
    #expect(change.changedFraction(inside: [[SIMD2(0.3, 0.5), SIMD2(0.5, 0.5), SIMD2(0.5, 0.9)]]) == 0)
  }

  @Test func `stays shut in the camera's noise, which it learns up to its ceiling`() async throws {
    for (noise, isKept) in [(1, true), (5, true), (60, false)] {
      var random = SplitMix64(seed: 5)
      let camera = gated(StillGate(longest: 1000, settling: 1))
      let counts = Task { try await camera.watch() }
      for _ in 0..<24 {
        await camera.score { _ in
          (0..<3 * 128 * 96).map { _ in UInt8(120 - noise + Int(random.next() % UInt64(2 * noise + 1))) }
        }
      }
      camera.source.finish()
      let all = try await counts.value
      #expect((all.stillSnippets >= 15) == isKept, "\(noise): \(all.stillSnippets)")
    }
  }

  @Test func `scores until the scores have settled`() async throws {
    // Brightness is the score here: three levels are within the noise, and more than the scores may differ by.
    let camera = gated(StillGate(longest: 1000, settling: 1, settledDifference: 0.005))
    let kept = try await camera.kept([100, 103, 100, 103, 100, 103, 103, 103])
    #expect(kept == [false, false, false, false, false, false, false, true])
  }

  @Test func `never keeps a score that makes an event`() async throws {
    let camera = gated(StillGate(longest: 1000, settling: 1))
    #expect(try await camera.kept(Array(repeating: 200, count: 10)) == Array(repeating: false, count: 10))
    #expect(camera.log.updates.events.last?.event.lastSnippet == 9)
    // One's own bound, where events are formed elsewhere.
    for (bound, isKept) in [(nil, true), (0.7, false), (0.9, true)] as [(Float?, Bool)] {
      let camera = TestCamera(ScriptedSession()) {
        $0.formsEvents = false
        $0.stillGate = StillGate(longest: 1000, settling: 1, highestScore: bound)
      }
      #expect(try await camera.kept(Array(repeating: 200, count: 6)).last == isKept)
      #expect(camera.log.updates.events.isEmpty)
    }
  }

  @Test func `asks for the score from which none is kept each time`() async throws {
    let bound = Mutex<Float>(0.9)
    let camera = TestCamera(ScriptedSession()) {
      $0.formsEvents = false
      $0.stillGate = StillGate(longest: 1000, settling: 1, highestScore: 0.1)
      $0.highestKeptScore = { bound.withLock { $0 } }
    }
    let counts = Task { try await camera.watch() }
    // A score of 0.78: thresholds that are calibrated while the run goes on come to lie below it, and above it again.
    for (present, isKept) in [(0.9, true), (0.7, false), (0.8, true), (0.78, false)] as [(Float, Bool)] {
      bound.withLock { $0 = present }
      for _ in 0..<4 { await camera.score(200) }
      #expect(camera.log.updates.scored.last?.isKept == isKept, "\(present)")
    }
    camera.source.finish()
    _ = try await counts.value
  }

  @Test func `starts over after a loss`() async throws {
    let camera = gated(StillGate(longest: 1000, settling: 1))
    let counts = Task { try await camera.watch() }
    for _ in 0..<6 { await camera.score(100) }
    camera.source.lose()
    camera.source.comeBack()
    for _ in 0..<6 { await camera.score(100) }
    camera.source.finish()
    _ = try await counts.value
    let kept = camera.log.updates.scored.map(\.isKept)
    #expect(kept.indices.filter { kept[$0] } == [2, 3, 4, 5, 8, 9, 10, 11])
    #expect(camera.detector.windows == [1, 2, 3, 4, 1, 2, 3, 4])
  }

  @Test func `keeps an old age: that of the snippet it is told for`() async throws {
    let clock = ManualClock()
    let camera = TestCamera(ScriptedSession(), clock: clock) {
      $0.stillGate = StillGate(longest: 1000, settling: 1)
    }
    let counts = Task { try await camera.watch() }
    for _ in 0..<6 {
      clock.advance(seconds: 1)
      await camera.score(100)
    }
    camera.source.finish()
    _ = try await counts.value
    #expect(camera.log.updates.scored.last?.timing == SnippetTiming(queueWait: 0, latency: 0))
  }

  @Test func `forms no events where the station does`() async throws {
    let camera = TestCamera(ScriptedSession()) { $0.formsEvents = false }
    _ = try await camera.kept([200, 200, 10])
    #expect(camera.log.updates.words == ["scored 78", "scored 78", "scored 4"])
  }
}

@Suite struct `A map of changes` {
  private func map(_ changed: [(column: Int, row: Int)]) -> SnippetChange {
    var cells = [Float](repeating: 0.5, count: SnippetChange.columns * SnippetChange.rows)
    for cell in changed { cells[cell.row * SnippetChange.columns + cell.column] = 1.5 }
    return SnippetChange(cells: cells)
  }

  @Test func `says how much of areas has changed`() {
    let none = map([])
    #expect(none.isStill && none.changedFraction == 0 && none.strongest == 0.5)
    let corner = map([(0, 0), (1, 0), (0, 1), (1, 1)])
    #expect(!corner.isStill && abs(corner.changedFraction - 4.0 / 576) < 1e-12)
    func box(_ width: Double, _ height: Double, x: Double = 0) -> [SIMD2<Double>] {
      [SIMD2(x, 0), SIMD2(x + width, 0), SIMD2(x + width, height), SIMD2(x, height)]
    }
    #expect(corner.changedFraction(inside: [box(2.0 / 32, 2.0 / 18)]) == 1)
    #expect(corner.changedFraction(inside: [box(4.0 / 32, 2.0 / 18)]) == 0.5)
    #expect(corner.changedFraction(inside: [box(0.5, 1, x: 0.5)]) == 0)
    // What two areas share counts once.
    #expect(corner.changedFraction(inside: [box(4.0 / 32, 2.0 / 18), box(2.0 / 32, 2.0 / 18)]) == 0.5)
    #expect(corner.changedFraction(inside: []) == 0)
    #expect(corner.changedFraction(inside: [[SIMD2(0.2, 0.2)]]) == 0)
  }

  @Test func `sees a change in areas that are smaller than a cell, wherever they are`() {
    let size = SIMD2(Double(SnippetChange.columns), Double(SnippetChange.rows))
    // A strip as wide as the picture, and a triangle, each in one row of cells.
    for row in 0..<SnippetChange.rows {
      for place in [0.01, 0.2, 0.5, 0.9] {
        let y = (Double(row) + place) / size.y
        let strip = [SIMD2(0, y), SIMD2(1, y), SIMD2(1, y + 0.005), SIMD2(0, y + 0.005)]
        for column in [0, 13, 31] {
          let x = (Double(column) + place) / size.x
          let tiny = [SIMD2(x, y), SIMD2(x + 0.002, y), SIMD2(x, y + 0.002)]
          let (here, elsewhere) = (map([(column, row)]), map([(column, (row + 9) % SnippetChange.rows)]))
          #expect(here.changedFraction(inside: [strip]) == 1 / size.x, "\(row) \(place)")
          #expect(here.changedFraction(inside: [tiny]) == 1, "\(column) \(row) \(place)")
          #expect(elsewhere.changedFraction(inside: [strip, tiny]) == 0, "\(column) \(row) \(place)")
        }
      }
    }
    // Across a border of cells it is in both.
    let across = [SIMD2(1 / size.x - 0.001, 0.5), SIMD2(1 / size.x + 0.001, 0.5), SIMD2(1 / size.x, 0.505)]
    #expect(map([(0, 9)]).changedFraction(inside: [across]) == 0.5)
    #expect(map([(1, 9)]).changedFraction(inside: [across]) == 0.5)
  }
}
