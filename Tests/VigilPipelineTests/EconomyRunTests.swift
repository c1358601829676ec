import Synchronization
import Testing
import VigilCore
import VigilDetection
import VigilInference
import VigilMedia
import VigilPipeline
import VigilPreprocessing

/// An engine that takes a time for each input, by the clock of the test, and gives its brightness.
private final class SlowSession: InferenceSession {
  let input = NetworkPort(name: "snippet", shape: [1] + Preprocessing(.compact, crops: .one).cropShape)
  let outputs = [NetworkPort(name: "features", shape: [1, 1])]
  let layout = StreamLayout(threads: 1, streams: 1)
  let memory: [MemoryItem] = []
  let weightBytes: Int? = nil
  /// Seconds for an input.
  let cost = Mutex(0.01)
  /// How many inputs each request had.
  let requests = Mutex<[Int]>([])
  private let clock: ManualClock

  init(_ clock: ManualClock) { self.clock = clock }

  func run(
    items: Int, fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void
  ) async throws(InferenceError) -> Tensor {
    requests.withLock { $0.append(items) }
    var brightness: [Float] = []
    for item in 0..<items {
      var values = [Float](repeating: 0, count: 3 * 16 * 96 * 128)
      var span = values.mutableSpan
      fill(item, &span)
      brightness.append((values[0] * 57.375 + 114.75) / 255)
      clock.advance(seconds: cost.withLock { $0 })
    }
    return Tensor(shape: [items, 1], values: brightness)
  }

  func run(_ input: Tensor) async throws(InferenceError) -> [String: Tensor] {
    throw InferenceError(.engineFailed, "there is no such run")
  }
}

/// A camera of sixteen frames a second whose pictures change all the time, watched in an economy.
private struct Street {
  let clock = ManualClock()
  let session: SlowSession
  let economy: Economy
  let camera: TestCamera

  init(crops: CropCount = .ten) {
    session = SlowSession(clock)
    let economy = Economy(clocks: clock.clocks)
    self.economy = economy
    camera = TestCamera(session, crops: crops, clock: clock) {
      $0.economy = economy
      $0.stillGate = StillGate()
    }
  }
}

@Suite(.timeLimit(.minutes(15))) struct `A run in an economy` {
  /// Gives a snippet's frames as they come by the clock, or the newest ones if it is late, until a time, and waits for each score.
  private func pass(_ street: borrowing Street, seconds: Double, from frame: inout Int) async {
    let end = street.clock.now + seconds
    var wasScored = false
    while street.clock.now < end {
      // Frames that came while the engine was busy have given way.
      let newest = Int(street.clock.now * 16)
      if newest > frame {
        street.camera.source.skip(frames: newest - frame)
        frame = newest
      }
      let scores = street.camera.log.updates.scores.count
      let length = street.economy.level >= .everySecondFrame ? 31 : 16
      for _ in 0..<length {
        let arrival = Double(frame) / 16
        if street.clock.now < arrival { street.clock.advance(seconds: arrival - street.clock.now) }
        let level = UInt8(frame / 16 % 2 == 0 ? 20 : 90)
        street.camera.source.give(pixels: [UInt8](repeating: level, count: 3 * 128 * 96), arrival: arrival)
        frame += 1
      }
      if wasScored, street.economy.level >= .everySecondSnippet {
        wasScored = false
        await street.camera.source.drained()
      } else {
        wasScored = true
        await street.camera.log.until { $0.scores.count > scores }
      }
    }
  }

  @Test
  func `gives up crops, frames and snippets in order while there is too little time, and takes them back`()
    async throws
  {
    let street = Street()
    let counts = Task { [camera = street.camera] in try await camera.watch() }
    var frame = 0
    await pass(street, seconds: 60, from: &frame)
    #expect(street.economy.changes.isEmpty)
    // One crop alone takes longer than its snippet lasts; with every second frame it has twice the time.
    street.session.cost.withLock { $0 = 1.2 }
    await pass(street, seconds: 200, from: &frame)
    #expect(
      street.economy.changes.map(\.to) == [.tighterGate, .fiveCrops, .centreCrop, .everySecondFrame])
    let settled = street.camera.log.updates.scored.suffix(20)
    #expect(settled.allSatisfy { $0.timing?.latency ?? 9 <= 2.5 }, "\(settled.compactMap(\.timing?.latency))")
    #expect(settled.allSatisfy { (31...32).contains($0.scoredFrames) })
    #expect(street.session.requests.withLock { $0 }.suffix(20).allSatisfy { $0 == 1 })
    street.session.cost.withLock { $0 = 0.01 }
    await pass(street, seconds: 200, from: &frame)
    #expect(
      street.economy.changes.dropFirst(4).map(\.to) == [.centreCrop, .fiveCrops, .tighterGate, .full])
    #expect(street.economy.levelChanges == 8 && street.economy.level == .full)
    #expect(street.session.requests.withLock { $0 }.last == 10)
    street.camera.source.finish()
    let all = try await counts.value
    #expect(all.reducedSnippets > 20 && all.skippedSnippets == 0)
    #expect(
      all.snippets == all.snippetsWithAllCrops + street.session.requests.withLock { $0 }.count { $0 < 10 })
  }

  @Test func `passes over every second snippet as the last resort`() async throws {
    let street = Street(crops: .one)
    let counts = Task { [camera = street.camera] in try await camera.watch() }
    var frame = 0
    street.session.cost.withLock { $0 = 2.2 }
    await pass(street, seconds: 200, from: &frame)
    #expect(street.economy.changes.map(\.to) == [.tighterGate, .everySecondFrame, .everySecondSnippet])
    street.camera.source.finish()
    let all = try await counts.value
    #expect(all.skippedSnippets > 10)
    #expect(
      street.camera.log.updates.scored.suffix(10).allSatisfy { $0.timing?.latency ?? 9 <= 2.5 })
    #expect(street.economy.level == .full && street.economy.changes.last?.reason == .idle)
  }

  @Test func `has the centre's features for crops that were left out, and a mirrored crop those of its own`()
    async throws
  {
    for (cost, crops) in [(0.15, 5), (0.5, 1)] {
      let street = Street()
      let counts = Task { [camera = street.camera] in try await camera.watch() }
      var frame = 0
      street.session.cost.withLock { $0 = cost }
      await pass(street, seconds: 120, from: &frame)
      street.camera.source.finish()
      _ = try await counts.value
      #expect(street.session.requests.withLock { $0 }.last == crops)
      // An even picture is the same in all crops, and so are their scores.
      let last = try #require(street.camera.log.updates.scores.last)
      #expect(last.cropScores.count == 10 && Set(last.cropScores).count == 1)
      let cut = try #require(street.camera.log.updates.scored.last?.crops)
      let partners = CropOrder.partners(of: .compact)
      let sources: [Int?] =
        crops == 1
        ? (0..<10).map { $0 == 4 ? nil : 4 } : (0..<10).map { $0 < 5 ? nil : partners[$0 - 5] }
      #expect(cut.map(\.copyOf) == sources)
      #expect(cut.map(\.place.isMirrored) == (0..<10).map { $0 >= 5 })
    }
  }

  @Test func `scores the newest snippet where the one that waited for its turn has become late`() async throws
  {
    let (session, clock) = (PooledSession(), ManualClock())
    let economy = Economy(clocks: clock.clocks)
    let cameras = (0..<3).map { _ in TestCamera(session, clock: clock) { $0.economy = economy } }
    let runs = cameras.map { camera in Task { try await camera.watch() } }
    defer {
      session.open()
      for run in runs { run.cancel() }
    }
    // One is computed, one waits in the engine, and the third for its turn.
    for (camera, isThere) in zip(
      cameras,
      [
        { session.begun.count == 1 }, { session.waitingCalls == 1 }, { economy.turns.waitingCount == 1 },
      ])
    {
      camera.source.give(snippets: 1, brightness: 10)
      while !isThere() {
        try Task.checkCancellation()
        await Task.yield()
      }
    }
    cameras[2].source.give(snippets: 2, brightness: 20)
    await cameras[2].source.drained()
    clock.advance(seconds: 5)
    session.open()
    for camera in cameras { camera.source.finish() }
    var dropped: [Int] = []
    for run in runs { dropped.append(try await run.value.droppedSnippets) }
    #expect(dropped == [0, 0, 2])
    #expect(cameras.map { $0.log.updates.scores.map(\.position.index) } == [[0], [0], [2]])
    #expect(economy.turns.waitingCount == 0)
  }

  @Test func `leaves recordings alone`() async throws {
    let clock = ManualClock()
    let session = SlowSession(clock)
    let economy = Economy(clocks: clock.clocks)
    session.cost.withLock { $0 = 5 }
    let camera = TestCamera(session, isLive: false, clock: clock) { $0.economy = economy }
    camera.source.give(snippets: 10, brightness: 10)
    camera.source.finish()
    #expect(try await camera.watch().reducedSnippets == 0)
    #expect(economy.changes.isEmpty)
  }
}

extension DetectionUpdate {
  fileprivate var scoredFrames: Int {
    guard case .scored(let score) = content else { return 0 }
    return score.position.endFrame - score.position.startFrame
  }
}
