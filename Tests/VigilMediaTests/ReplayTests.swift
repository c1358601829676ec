import Testing
import VigilCore
import VigilMedia

@Suite struct `A recording played as a camera` {
  @Test func `lets its pictures come by the clock and never waits`() async throws {
    let clock = TestClock()
    var options = MediaSourceOptions()
    options.replay = ReplaySchedule(start: 5, framesPerSecond: 50)
    let source = try MediaSource(
      "lavfi:testsrc=size=64x48:rate=25:duration=0.4", options: options, clock: clock.clock)
    #expect(source.isLive)
    let frames = try await source.frames()
    #expect(frames.last?.index == 9)
    // The first picture is waited for until 5 s, the others for a fiftieth each, and the end for one more.
    let first = try #require(clock.pauses.first)
    let total: Double = clock.pauses.reduce(0, +)
    #expect(abs(first - 5) < 1e-9)
    #expect(abs(total - 5.2) < 1e-9)
  }
}
