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
