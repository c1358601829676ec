import Testing
import VigilMedia

@Suite struct `Times of a recorded source` {
  @Test func `count from the first frame`() {
    var timeline = RecordedTimeline()
    #expect([10.0, 10.5, 12].map { timeline.time(stamp: $0, duration: nil) } == [0, 0.5, 2])
    #expect(timeline.played == 2.04)
  }

  @Test func `never go back`() {
    var timeline = RecordedTimeline()
    #expect([1.0, 2, 1.5, 3].map { timeline.time(stamp: $0, duration: nil) } == [0, 1, 1, 2])
  }

  @Test func `are guessed where the container tells none`() {
    var timeline = RecordedTimeline()
    timeline.nominalDuration = 0.5
    #expect((0..<3).map { _ in timeline.time(stamp: nil, duration: nil) } == [0, 0.5, 1])
    #expect(timeline.time(stamp: nil, duration: 2) == 1.5 && timeline.end == 3.5)
  }

  @Test func `go on when it is played again`() {
    var timeline = RecordedTimeline()
    _ = timeline.time(stamp: 3, duration: nil)
    _ = timeline.time(stamp: 4, duration: 1)
    timeline.startNextPlay()
    #expect(timeline.time(stamp: 3, duration: nil) == 2 && timeline.time(stamp: 4, duration: 1) == 3)
    #expect(timeline.played == 2)
  }
}

@Suite struct `Times of a recorded source whose stamps are wrong` {
  /// The times of stamps, each of which knows those that follow.
  private func times(
    _ stamps: [Double], longestPause: Double = 3600, length: Double? = nil
  ) -> (times: [Double], corrected: Int) {
    var timeline = RecordedTimeline()
    (timeline.nominalDuration, timeline.longestPause, timeline.claimedLength) = (0.5, longestPause, length)
    let times = stamps.indices.map { index in
      timeline.time(stamp: stamps[index], duration: nil) {
        Array(stamps[(index + 1)...].prefix(RecordedTimeline.witnesses))
      }
    }
    return (times, timeline.correctedStamps)
  }

  private let steady = (0..<20).map { Double($0) / 2 }

  @Test(arguments: [-1e6, -60, -5, 5, 60, 1e6], [7...7, 7...9, 17...18])
  func `leave out those far from their neighbours`(shift: Double, wild: ClosedRange<Int>) {
    let found = times(steady.indices.map { steady[$0] + (wild.contains($0) ? shift : 0) })
    #expect(found.times == steady && found.corrected == 1)
  }

  @Test(arguments: [-1e6, 5, 60, 1e6])
  func `do not count from a first one that is far from the others`(shift: Double) {
    let found = times(steady.indices.map { steady[$0] + ($0 == 0 ? shift : 0) })
    #expect(found.times == steady && found.corrected == 1)
  }

  @Test(arguments: [-1e6, -60, -5, 100, 1e6])
  func `go on from a jump`(shift: Double) {
    let found = times(steady.indices.map { steady[$0] + ($0 < 7 ? 0 : shift) }, longestPause: 60)
    #expect(found.times == steady && found.corrected == 1)
  }

  @Test func `believe a pause as long as it may be`() {
    let paused = steady.indices.map { steady[$0] + ($0 < 7 ? 0 : 59) }
    let found = times(paused, longestPause: 60)
    #expect(found.times == paused && found.corrected == 0)
  }

  @Test func `do not go beyond the end of the container`() {
    let paused = steady.indices.map { steady[$0] + ($0 < 7 ? 0 : 59) }
    #expect(times(paused, length: 70).times == paused)
    let found = times(paused, length: 10)
    #expect(found.times == steady && found.corrected == 1)
  }

  @Test func `believe a pause shortly before files were joined`() {
    let stamps = [0, 0.5, 1, 20, 20.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]
    let found = times(stamps)
    #expect(found.times == [0, 0.5, 1, 20, 20.5, 21, 21.5, 22, 22.5, 23, 23.5, 24, 24.5])
    #expect(found.corrected == 1)
  }

  @Test func `go on where the clock stands still`() {
    let found = times([0, 0.5] + [Double](repeating: 0.5, count: 18))
    #expect(found.times[..<16] == steady[..<16] && found.corrected == 1)
  }

  @Test func `tell how far a container was passed through, whatever was corrected`() {
    var timeline = RecordedTimeline()
    timeline.longestPause = 60
    for stamp in [0, 1, 2, 602, 603.0] { _ = timeline.time(stamp: stamp, duration: 1) { [] } }
    #expect(timeline.played == 5 && timeline.passed == 604)
    #expect(timeline.correction == -599)
  }
}

@Suite struct `Times of a live source` {
  @Test func `follow its stamps`() {
    var timeline = LiveTimeline()
    #expect(!timeline.hasBegun)
    let times = [(5.0, 100.0), (5.1, 100.3), (5.2, 100.31)].map { timeline.time(stamp: $0, now: $1) }
    for (time, expected) in zip(times, [0, 0.1, 0.2]) { #expect(abs(time - expected) < 1e-9) }
  }

  @Test func `follow the clock across a cut`() {
    var timeline = LiveTimeline()
    _ = timeline.time(stamp: 5, now: 100)
    timeline.startNextConnection()
    #expect(timeline.time(stamp: 0, now: 107) == 7 && timeline.time(stamp: 1, now: 108) == 8)
  }

  @Test(arguments: [nil, 4.0, 16, -1e9])
  func `follow the clock when a stamp is missing or makes no sense`(stamp: Double?) {
    var timeline = LiveTimeline()
    _ = timeline.time(stamp: 5, now: 100)
    #expect(timeline.time(stamp: stamp, now: 102) == 2)
  }

  @Test func `always increase`() {
    var timeline = LiveTimeline()
    let stamps = [nil, 1, 1, nil, 0.5] as [Double?]
    let times = stamps.map { timeline.time(stamp: $0, now: 100) }
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 } && times[4] < 0.01)
  }

  @Test func `come back to the clock when stamps run away`() {
    var timeline = LiveTimeline()
    _ = timeline.time(stamp: 0, now: 0)
    for stamp in 1...5 { _ = timeline.time(stamp: Double(stamp) * 8, now: Double(stamp)) }
    #expect(timeline.lastTime < 35)
    #expect(timeline.time(stamp: 60, now: 50) == 50)
  }

  @Test(arguments: [-2e-4, 2e-4])
  func `follow a camera's clock that drifts by minutes a week without a jump`(drift: Double) {
    var timeline = LiveTimeline()
    var last = timeline.time(stamp: 0, now: 0)
    var steps: [Double] = []
    var strays: [Double] = []
    for second in 1...700_000 {
      let now = Double(second)
      let time = timeline.time(stamp: now * (1 + drift), now: now)
      steps.append(time - last)
      strays.append(abs(time - now))
      last = time
    }
    #expect(steps.allSatisfy { abs($0 - 1) < 2e-3 })
    #expect(strays.max() ?? .infinity < 1.1)
  }

  @Test func `go back to the clock slowly after a server sent its last half minute at once`() {
    var timeline = LiveTimeline()
    for stamp in 0...290 { _ = timeline.time(stamp: Double(stamp) / 10, now: 0) }
    #expect(abs(timeline.lastTime - 29) < 0.03)
    for second in 30...40_000 { _ = timeline.time(stamp: Double(second), now: Double(second) - 29) }
    #expect(abs(timeline.lastTime - (40_000 - 29)) < 1.01)
  }
}
