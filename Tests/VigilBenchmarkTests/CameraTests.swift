import Testing
import VigilBenchmark
import VigilCore
import VigilMedia

@Suite struct `Cameras that are played` {
  /// Snippets of 16 frames at 25 frames/s; three after two of warm-up.
  private let window = CameraWindow(warmUp: 2, seconds: 1.9, framesPerSecond: 25)
  private let schedule = ReplaySchedule(start: 100, framesPerSecond: 25)

  private func position(_ startFrame: Int) -> SnippetPosition {
    SnippetPosition(
      index: startFrame / 16, startFrame: startFrame, endFrame: startFrame + 16, start: 0, end: 0)
  }

  @Test func `send their pictures by a schedule`() {
    #expect(schedule.arrival(of: 0) == 100)
    #expect(abs(schedule.arrival(of: 50) - 102) < 1e-12)
  }

  @Test func `are measured in whole snippets after the warm-up`() {
    #expect(window.frames == 32..<80)
    #expect(CameraWindow(warmUp: 1, seconds: 0.01, framesPerSecond: 25).frames == 16..<32)
  }

  @Test func `have a latency from the last frame's scheduled arrival, however late they are`() {
    var tally = CameraTally(window, schedule)
    tally.add(position(16), at: 103)  // warm-up
    tally.add(position(32), at: schedule.arrival(of: 47) + 0.25)
    tally.add(position(48), at: schedule.arrival(of: 63) + 2)
    #expect(!tally.isOver)
    tally.add(position(80), at: 110)  // after the window; the snippet before was never scored
    #expect(tally.isOver)
    #expect(tally.latencies.count == 2)
    #expect(abs(tally.latencies[0] - 0.25) < 1e-9 && abs(tally.latencies[1] - 2) < 1e-9)
    #expect(tally.scoredFrames == 32 && tally.offeredFrames == 48)
  }

  @Test func `make the frames of a snippet wait for its end`() throws {
    let all = CameraTally.frameLatencies([0.1], framesPerSecond: 25)
    #expect(all.count == 16)
    let longest = try #require(all.max())
    #expect(all.min() == 0.1 && abs(longest - 0.7) < 1e-9)
  }

  @Test func `hold when all is scored soon enough`() {
    let sampling = Samples.sampling(seconds: 2)
    func trial(_ scored: Int, _ latencies: [Double]) -> CameraTrial.Outcome {
      CameraTrial.Outcome(
        cameras: 1, latencies: latencies, offeredFrames: 48, scoredFrames: scored, sampling: sampling)
    }
    #expect(trial(48, [0.1, 0.2, 0.3]).holds(limit: 0.64))
    #expect(!trial(32, [0.1, 0.2]).holds(limit: 0.64), "a snippet was dropped")
    #expect(!trial(48, [0.1, 0.2, 0.9]).holds(limit: 0.64))
    #expect(!trial(0, []).holds(limit: 0.64))
  }

  @Test(arguments: [0, 1, 2, 3, 5, 7, 8, 13, 31, 32, 40])
  func `are counted in few trials`(capacity: Int) {
    var search = CameraSearch(most: 32)
    var trials: [Int] = []
    while let cameras = search.next {
      trials.append(cameras)
      search.note(cameras, holds: cameras <= capacity)
    }
    #expect(search.held == min(capacity, 32))
    #expect(Set(trials).count == trials.count && trials.count <= 11)
    #expect(trials.allSatisfy { (1...32).contains($0) })
  }
}
