import Testing
import VigilCore
import VigilPipeline
import VigilSinks

/// A sink of a test: counts what it is given, and fails while it is told to.
private final class TestSink: DetectionSink {
  struct Failure: Error {}
  let name: String
  var fails: Bool
  var taken = 0
  var outcome: RunOutcome?
  var isDiscarded = false

  init(_ name: String, fails: Bool = false) {
    self.name = name
    self.fails = fails
  }

  func take(_ update: DetectionUpdate) async throws {
    if fails { throw Failure() }
    taken += 1
  }

  func finish(_ outcome: RunOutcome) async throws {
    if fails { throw Failure() }
    self.outcome = outcome
  }

  func discard() async { isDiscarded = true }
}

@Suite struct `A detection recorder` {
  let clock = ManualClock()
  var updates = Updates()

  @Test mutating func `of a live source goes on when a sink fails, and says so once an hour`() async throws {
    let (bad, good) = (TestSink("bad", fails: true), TestSink("good"))
    var failures: [SinkFailure] = []
    do {
      var recorder = DetectionRecorder([bad, good], hasCascade: false, clocks: clock.clocks) {
        failures.append($0)
      }
      for index in 0..<5 {
        for update in updates.snippet(index, 0.25) { try await recorder.take(update) }
      }
      #expect(good.taken == 10)
      #expect(failures.map(\.count) == [1])
      clock.advance(seconds: DetectionRecorder.reportInterval)
      try await recorder.take(updates.lost(at: 5))
      #expect(failures.map(\.count) == [1, 11])
      // A disk that has room again.
      bad.fails = false
      try await recorder.take(updates.gap(from: 5, to: 9))
      #expect(bad.taken == 1)
      let error = await #expect(throws: SinkError.self) {
        try await recorder.finish(updates.counts, ending: .interrupted)
      }
      #expect(error?.message.contains("bad (11 failures)") == true)
    }
    #expect(failures.allSatisfy { $0.sink == "bad" && $0.error is TestSink.Failure })
    #expect(good.outcome?.frames == 80 && good.outcome?.ending == .interrupted)
    #expect(bad.outcome != nil)
  }

  @Test mutating func `of a recording throws the first failure`() async throws {
    let (bad, next) = (TestSink("bad", fails: true), TestSink("next"))
    var recorder = DetectionRecorder([bad, next], hasCascade: false, clocks: clock.clocks)
    let update = updates.snippet(0, 0.25)[0]
    await #expect(throws: TestSink.Failure.self) { try await recorder.take(update) }
    await #expect(throws: TestSink.Failure.self) {
      try await recorder.finish(PipelineCounts(), ending: .endOfSource)
    }
    #expect(next.taken == 0 && next.outcome == nil)
  }

  @Test mutating func `of a failed run leaves what was scored, or nothing`() async throws {
    let early = TestSink("early")
    var recorder = DetectionRecorder([early], hasCascade: false, clocks: clock.clocks)
    try await recorder.take(updates.lost(at: 0))
    try await recorder.giveUp()
    #expect(early.isDiscarded && early.outcome == nil)

    let late = TestSink("late")
    recorder = DetectionRecorder([late], hasCascade: true, clocks: clock.clocks)
    clock.advance(seconds: 2)
    for update in updates.snippet(0, 0.25) { try await recorder.take(update) }
    clock.advance(seconds: 1)
    for update in updates.snippet(1, 0.25) { try await recorder.take(update) }
    try await recorder.giveUp()
    #expect(!late.isDiscarded)
    #expect(late.outcome?.ending == .failed)
    #expect(late.outcome?.frames == 32)
    #expect(late.outcome?.elapsed == 3)
    // The second snippet took a second; how long the first took says how long the start took.
    #expect(late.outcome?.steadyFramesPerSecond == 16)
    #expect(late.outcome?.snippetsWithAllCrops == 0)
  }

  @Test mutating func `counts every kind of dropped frame once`() async throws {
    let sink = TestSink("sink")
    var recorder = DetectionRecorder([sink], hasCascade: false, clocks: clock.clocks)
    var counts = PipelineCounts()
    (counts.droppedSnippets, counts.droppedFrames, counts.skippedFrames) = (2, 3, 5)
    try await recorder.finish(counts, ending: .endOfSource)
    #expect(sink.outcome?.droppedFrames == 2 * 16 + 3 + 5)
    #expect(sink.outcome?.steadyFramesPerSecond == nil)
    #expect(sink.outcome?.snippetsWithAllCrops == nil)
  }

  @Test mutating func `tells what was wrong with the source, if anything was`() async throws {
    for truncated in [false, true] {
      let sink = TestSink("sink")
      var recorder = DetectionRecorder(
        [sink], hasCascade: false, clocks: clock.clocks,
        faults: {
          var faults = SourceFaults()
          faults.isTruncated = truncated
          return faults
        })
      try await recorder.finish(PipelineCounts(), ending: .endOfSource)
      #expect(sink.outcome?.faults?.isTruncated == (truncated ? true : nil))
    }
  }
}
