import Foundation
import Synchronization
import Testing
import VigilCore
import VigilDetection
import VigilMedia
import VigilPipeline
import VigilPreprocessing

@Suite(.timeLimit(.minutes(15))) struct `A run of a live source` {
  @Test
  func `keeps the newest whole snippet while inference is busy, and counts the others with each update`()
    async throws
  {
    let session = ScriptedSession(servesAtOnce: false)
    let camera = TestCamera(session)
    async let counts = camera.watch()
    camera.source.give(snippets: 1, brightness: 10)
    await session.asked(1)
    for brightness in [20, 30, 40] as [UInt8] { camera.source.give(snippets: 1, brightness: brightness) }
    await camera.source.drained()
    session.open()
    await camera.log.until { $0.scores.count == 2 }
    camera.source.give(snippets: 1, brightness: 50)
    camera.source.finish()
    let all = try await counts
    let updates = camera.log.updates
    #expect(updates.scores.map(\.position.index) == [0, 3, 4])
    #expect(updates.scored.map(\.counts.droppedSnippets) == [0, 2, 2])
    #expect(updates.scored.map(\.counts.snippets) == [1, 2, 3])
    #expect(updates.scored.map(\.counts.scoredFrames) == [16, 32, 48])
    #expect(all == updates.last?.counts)
  }

  @Test func `counts frames that were dropped before they were read`() async throws {
    let camera = TestCamera(ScriptedSession())
    let counts = Task { try await camera.watch() }
    await camera.score(10)
    camera.source.skip(frames: 7)
    await camera.score(10)
    camera.source.finish()
    #expect(try await counts.value.skippedFrames == 7)
    #expect(camera.log.updates.scored.last?.counts.skippedFrames == 7)
  }

  @Test func `makes no snippet across a hole of half a second, where others can be made`() async throws {
    let camera = TestCamera(ScriptedSession())
    let counts = Task { try await camera.watch() }
    await camera.score(10)
    for _ in 0..<5 { camera.source.give(frameOf: 10) }
    camera.source.skip(frames: 16)
    await camera.score(10)
    camera.source.finish()
    let all = try await counts.value
    let positions = camera.log.updates.scores.map(\.position)
    #expect(positions.map(\.startFrame) == [0, 37])
    #expect(all.skippedFrames == 16 && all.droppedFrames == 5)
  }

  @Test func `makes snippets across holes where none would be whole`() async throws {
    let camera = TestCamera(ScriptedSession())
    let counts = Task { try await camera.watch() }
    await camera.score(10)
    // Ten pictures and a hole, again and again.
    for _ in 0..<4 {
      for _ in 0..<10 { camera.source.give(frameOf: 10) }
      camera.source.skip(frames: 20)
    }
    await camera.log.until { $0.scores.count == 2 }
    camera.source.finish()
    _ = try await counts.value
    let position = camera.log.updates.scores[1].position
    #expect(position.startFrame == 46 && position.endFrame == 82)
  }

  @Test func `ends its event and reports the loss at once, although no snippet follows`() async throws {
    let camera = TestCamera(ScriptedSession())
    let counts = Task { try await camera.watch() }
    await camera.score(200)
    await camera.score(200)
    camera.source.give(frameOf: 200)
    camera.source.lose(.silence)
    await camera.log.until { $0.interruptions.count == 1 }
    #expect(camera.log.updates.words == ["scored 78", "began", "scored 78", "changed", "ended", "lost"])
    guard case .lost(let loss)? = camera.log.updates.last?.content else { return }
    #expect(loss.reason == .silence && loss.time == 2 && loss.date == ManualClock.firstDate)
    #expect(camera.log.updates.last?.counts.droppedFrames == 1)
    // What comes afterwards is another event, and another window.
    camera.source.comeBack()
    camera.source.give(snippets: 1, brightness: 200)
    camera.source.finish()
    #expect(try await counts.value.gaps == 1)
    #expect(camera.log.updates.words.suffix(4) == ["gap", "scored 78", "began", "ended"])
    #expect(Set(camera.log.updates.events.map(\.id)).count == 2)
    #expect(camera.detector.windows == [1, 2, 1])
  }

  @Test func `bounds what it holds for a camera that flaps while inference is busy`() async throws {
    let session = ScriptedSession(servesAtOnce: false)
    let camera = TestCamera(session)
    let counts = Task { try await camera.watch() }
    camera.source.give(snippets: 1, brightness: 10)
    await session.asked(1)
    for flap in 0..<500 {
      camera.source.lose()
      camera.source.comeBack()
      camera.source.give(frameOf: 10)
      // Some of them with a whole snippet, which gives way to the next.
      if flap.isMultiple(of: 100) { camera.source.give(snippets: 1, brightness: 10) }
    }
    await camera.source.drained()
    session.open()
    camera.source.finish()
    #expect(try await counts.value.gaps == 500)
    let told = camera.log.updates.interruptions
    #expect(told.count <= 4, "\(camera.log.updates.words)")
    #expect(told.last?.counts.gaps == 500)
    // The first loss and the time of the last return are what was told.
    guard case .lost(let loss)? = told.first?.content, case .gap(let gap)? = told.last?.content else {
      Issue.record("told \(camera.log.updates.words)")
      return
    }
    #expect(loss.time == 15.0 / 16 && gap.end > 500.0 / 16)
  }

  @Test func `reports losses and gaps after its last snippet`() async throws {
    let camera = TestCamera(ScriptedSession())
    camera.source.give(snippets: 1, brightness: 10)
    camera.source.lose()
    camera.source.comeBack()
    camera.source.lose()
    camera.source.finish()
    #expect(try await camera.watch().gaps == 1)
    #expect(camera.log.updates.words == ["scored 4", "lost", "gap", "lost"])
  }

  @Test func `throws if its task is cancelled while it waits for pictures`() async throws {
    let camera = TestCamera(ScriptedSession())
    let counts = Task { try await camera.watch() }
    await camera.score(10)
    await camera.source.drained()
    counts.cancel()
    await #expect(throws: CancellationError.self) { _ = try await counts.value }
  }

  @Test func `stops when requested, with the snippet in inference`() async throws {
    let session = ScriptedSession(servesAtOnce: false)
    let camera = TestCamera(session)
    let counts = Task { try await camera.watch() }
    camera.source.give(snippets: 1, brightness: 200)
    camera.source.give(frameOf: 200)
    await session.asked(1)
    await camera.source.drained()
    camera.stop.request()
    session.open()
    #expect(try await counts.value.snippets == 1)
    #expect(camera.log.updates.words == ["scored 78", "began", "ended"])
  }

  @Test func `says how old each score is and how long it waited`() async throws {
    let (session, clock) = (ScriptedSession(servesAtOnce: false), ManualClock())
    let camera = TestCamera(session, crops: .one, clock: clock)
    let counts = Task { try await camera.watch() }
    camera.source.give(snippets: 1, brightness: 200)
    await session.asked(1)
    clock.advance(seconds: 3)
    session.serve()
    await camera.log.until { $0.events.count == 1 }
    clock.advance(seconds: 100)
    session.open()
    camera.source.give(snippets: 1, brightness: 10)
    camera.source.finish()
    _ = try await counts.value
    #expect(
      camera.log.updates.scored.map(\.timing)
        == [SnippetTiming(queueWait: 3, latency: 3), SnippetTiming(queueWait: 0, latency: 0)])
    // An event is as old as the snippet that it is told for.
    let began = camera.log.updates.first { if case .event = $0.content { true } else { false } }
    #expect(began?.timing?.latency == 3)
  }

  @Test(arguments: [3600.0, -3600])
  func `labels by the wall clock and orders by its own time`(step: Double) async throws {
    let clock = ManualClock()
    let camera = TestCamera(ScriptedSession(), clock: clock)
    let counts = Task { try await camera.watch() }
    await camera.score(200)
    clock.advance(seconds: 1)
    clock.stepWallClock(seconds: step)
    await camera.score(200)
    camera.source.finish()
    _ = try await counts.value
    let positions = camera.log.updates.scores.map(\.position)
    #expect(positions.map(\.start) == [0, 1] && positions.map(\.end) == [1, 2])
    #expect(
      positions.map(\.dates) == [
        DateInterval(start: ManualClock.firstDate, duration: 1),
        DateInterval(start: ManualClock.firstDate + 1 + step, duration: 1),
      ])
    let event = try #require(camera.log.updates.events.last)
    #expect(
      event.phase == .ended && event.event.dates == DateInterval(start: ManualClock.firstDate, duration: 2))
  }

  @Test func `is not slowed by its viewer, and counts the frames that the viewer missed`() async throws {
    let camera = TestCamera(ScriptedSession())
    let gate = Gate()
    let seen = Mutex<[Int]>([])
    let counts = Task {
      try await camera.watch { frame in
        await gate.pass()
        seen.withLock { $0.append(frame.index) }
      }
    }
    for _ in 0..<3 { await camera.score(10) }
    #expect(seen.withLock { $0 }.isEmpty)
    gate.open()
    camera.source.finish()
    let unseen = try await counts.value.unseenFrames
    let indices = seen.withLock { $0 }
    #expect(unseen > 0 && unseen + indices.count == 48)
    #expect(indices == indices.sorted() && indices.suffix(4) == [44, 45, 46, 47])
  }
}

@Suite(.timeLimit(.minutes(15))) struct `A run of a recording` {
  @Test func `shows every frame, and has neither dates nor latencies`() async throws {
    let camera = TestCamera(ScriptedSession(), isLive: false)
    let seen = Mutex<[Int]>([])
    camera.source.give(snippets: 3, brightness: 200)
    camera.source.finish()
    let counts = try await camera.watch { frame in
      await Task.yield()
      seen.withLock { $0.append(frame.index) }
    }
    #expect(counts.unseenFrames == 0 && seen.withLock { $0 } == Array(0..<48))
    #expect(camera.log.updates.scores.allSatisfy { $0.position.dates == nil })
    #expect(camera.log.updates.scored.allSatisfy { $0.timing?.latency == nil })
    #expect(camera.log.updates.events.last?.event.dates == nil)
  }

  @Test func `adds dates to its JSON only where there are some`() throws {
    func keys(_ date: Date?) throws -> Set<String> {
      let score = SnippetScore(
        position: SnippetPosition(index: 0, startFrame: 0, endFrame: 16, start: 0, end: 1, date: date),
        cropScores: [0.5])
      let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(score.position))
      return Set((json as? [String: Any] ?? [:]).keys)
    }
    #expect(try keys(nil) == ["index", "startFrame", "endFrame", "start", "end"])
    #expect(try keys(ManualClock.firstDate) == ["index", "startFrame", "endFrame", "start", "end", "date"])
  }
}

/// Lets nobody pass until it is opened.
final class Gate: Sendable {
  private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

  func pass() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiting.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}
