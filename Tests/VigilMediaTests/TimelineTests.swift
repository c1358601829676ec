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
}
