import Foundation
import Testing
import VigilCore
import VigilDetection
import VigilInference
import VigilMedia
import VigilPipeline
import VigilPreprocessing

@Suite(.timeLimit(.minutes(15))) struct `Cameras that share a network` {
  private struct Full: Error {}

  @Test func `carry on when the receiver of one fails`() async throws {
    let session = ScriptedSession()
    let (broken, other) = (TestCamera(session), TestCamera(session))
    for camera in [broken, other] {
      camera.source.give(snippets: 3, brightness: 200)
    }
    let scores = Task { try await other.watch() }
    await #expect(throws: Full.self) {
      try await broken.run.run(stop: broken.stop) { _ in throw Full() }
    }
    other.source.give(snippets: 2, brightness: 10)
    other.source.finish()
    _ = try await scores.value
    #expect(other.log.updates.scores.last?.position.endFrame == 80)
  }

  @Test func `carry on when the source of one fails, whose event is ended first`() async throws {
    let session = ScriptedSession()
    let (broken, other) = (TestCamera(session, isLive: false), TestCamera(session, isLive: false))
    broken.source.give(snippets: 2, brightness: 200)
    broken.source.finish(throwing: Full())
    other.source.give(snippets: 2, brightness: 200)
    let scores = Task { try await other.watch() }
    await #expect(throws: Full.self) { try await broken.watch() }
    #expect(broken.log.updates.words == ["scored 78", "began", "scored 78", "changed", "ended"])
    other.source.give(snippets: 1, brightness: 10)
    other.source.finish()
    #expect(try await scores.value.snippets == 3)
  }

  @Test func `may have different crop counts`() async throws {
    let network = ExtractorNetwork(featureSize: 1, session: ScriptedSession())
    for crops in [CropCount.one, .five, .ten] {
      let extractor = FeatureExtractor(preprocessing: Preprocessing(.compact, crops: crops), network: network)
      let frame = Frame(
        index: 0, time: 0, width: 128, height: 96, pixels: [UInt8](repeating: 51, count: 3 * 128 * 96))
      let features = try await extractor.features(
        of: PreparedSnippet(
          preprocessing: extractor.preprocessing,
          frames: Array(repeating: try extractor.preprocessing.prepare(frame), count: 16)))
      #expect(features.shape == [crops.rawValue, 1])
      #expect(features.values.allSatisfy { abs($0 - 0.2) < 1e-5 })
    }
    #expect(!network.accepts(Preprocessing(.rtfm, crops: .one)), "its crops are larger")
    #expect(!network.accepts(Preprocessing(.whole, crops: .five)))
  }

  @Test func `are served in turn: many crops of one do not starve the others, and each knows its queue wait`()
    async throws
  {
    let (session, clock) = (PooledSession(), ManualClock())
    let many = TestCamera(session, crops: .ten, clock: clock)
    let few = [TestCamera(session, clock: clock), TestCamera(session, clock: clock)]
    let runs = ([many] + few).map { camera in Task { try await camera.watch() } }
    defer {
      session.open()
      for run in runs { run.cancel() }
    }
    for (index, camera) in ([many] + few).enumerated() {
      camera.source.give(snippets: 1, brightness: 10)
      // The first of ten crops has begun: all three calls have some left then.
      try await until { session.waitingCalls == index + 1 }
    }
    let rounds = 4
    for round in 1...rounds {
      // What comes next is there before the network is free.
      for camera in [many] + few where round < rounds {
        camera.source.give(snippets: 1, brightness: 10)
        await camera.source.drained()
      }
      for item in 0..<12 {
        let begun = 12 * (round - 1) + item + 1
        try await until { session.begun.count == begun }
        // Ten crops of one camera, then one of each of the others.
        try #require(session.begun.last == (item < 10 ? 10 : 1), "\(session.begun)")
        clock.advance(seconds: 0.1)
        session.serve()
        guard round < rounds, item >= 9 else { continue }
        // Whoever was served asks again, behind those that wait.
        let waiting = [2, 2, 3][item - 9]
        try await until { session.begun.count == begun + 1 && session.waitingCalls == waiting }
      }
    }
    for camera in [many] + few { camera.source.finish() }
    for run in runs { #expect(try await run.value.snippets == rounds) }
    func waits(_ camera: TestCamera) -> [Int] {
      // In tenths of a second, the time of one item.
      camera.log.updates.scored.compactMap(\.timing?.queueWait).map { Int(($0 * 10).rounded()) }
    }
    // All that the others ask for once: ten crops and one; at first no more than was there before.
    #expect(few.map(waits) == [[10, 11, 11, 11], [11, 11, 11, 11]])
    #expect(waits(many) == [0, 2, 2, 2])
  }

  @Test func `do not wait for one whose receiver is slow`() async throws {
    let session = ScriptedSession()
    let (slow, other) = (TestCamera(session), TestCamera(session))
    let gate = Gate()
    let stuck = Task {
      try await slow.run.run(stop: slow.stop) { _ in await gate.pass() }
    }
    slow.source.give(snippets: 5, brightness: 10)
    await slow.source.drained()
    other.source.give(snippets: 5, brightness: 10)
    other.source.finish()
    // Newest wins, so how many are scored depends on the machine; the last always is.
    _ = try await other.watch()
    #expect(other.log.updates.scores.last?.position.index == 4)
    gate.open()
    slow.source.finish()
    #expect(try await stuck.value.droppedSnippets > 0)
  }
}

/// Waits until something holds, which other threads bring about; until the time limit of the test if they do not.
private func until(_ condition: () -> Bool) async throws {
  while !condition() {
    try Task.checkCancellation()
    await Task.yield()
  }
}
