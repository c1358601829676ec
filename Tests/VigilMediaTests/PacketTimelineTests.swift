import Testing
import VigilCore
import VigilMedia

@Suite struct `Times of pictures that nobody decodes` {
  /// Times by the number of each packet, in the order in which they are told.
  private func places(
    _ stamps: [Double?], keys: Set<Int> = [0], arrivals: (Int) -> Double = { 100 + Double($0) / 10 }
  ) -> [PacketTimeline.Placed] {
    var timeline = PacketTimeline()
    var placed: [PacketTimeline.Placed] = []
    for (number, stamp) in stamps.enumerated() {
      placed += timeline.add(number, stamp: stamp, isKey: keys.contains(number), now: arrivals(number))
    }
    return placed + timeline.flush()
  }

  @Test func `are those of their stamps`() {
    let placed = places([7, 7.1, 7.2, 7.3])
    #expect(placed.map(\.number) == [0, 1, 2, 3])
    for (place, time) in zip(placed, [0, 0.1, 0.2, 0.3]) { #expect(abs(place.time - time) < 1e-9) }
  }

  @Test func `come in the order in which pictures are shown, whatever that of decoding is`() {
    let placed = places([0, 0.4, 0.2, 0.1, 0.3, 0.8, 0.6, 0.5, 0.7, 0.9])
    #expect(placed.map(\.number) == [0, 3, 2, 4, 1, 7, 6, 8, 5, 9])
    for (place, step) in zip(placed, 0...) { #expect(abs(place.time - Double(step) / 10) < 1e-9) }
  }

  @Test func `are told of a picture once nothing can be shown before it any more`() {
    var timeline = PacketTimeline()
    #expect(timeline.add(0, stamp: 0, isKey: true, now: 0).isEmpty)
    #expect(timeline.add(1, stamp: 0.4, isKey: false, now: 0.1).map(\.number) == [0])
    #expect(timeline.add(2, stamp: 0.2, isKey: false, now: 0.2).isEmpty)
    #expect(timeline.add(3, stamp: 0.8, isKey: false, now: 0.3).map(\.number) == [2, 1])
  }

  @Test func `of a source without stamps are those of arrival`() {
    let placed = places([nil, nil, nil], arrivals: { [5, 5.5, 6][$0] })
    #expect(placed.map(\.time) == [0, 0.5, 1])
  }

  @Test func `go on where the source's clock is set back`() {
    let placed = places([50, 50.1, 3, 3.1, 3.2], keys: [0, 2])
    #expect(placed.map(\.number) == [0, 1, 2, 3, 4])
    #expect(zip(placed, placed.dropFirst()).allSatisfy { $0.time < $1.time })
    #expect(placed.map(\.time).max() ?? 9 < 0.5)
  }

  @Test(arguments: [1.5, 4.7])
  func `keep their order where a sender report sets the clock back among reordered pictures`(jump: Double) {
    let before = [0, 0.3, 0.1, 0.2, 0.6, 0.4, 0.5]
    let after = [0.9, 0.7, 0.8, 1.2, 1.0, 1.1, 1.5, 1.3, 1.4, 1.8, 1.6, 1.7]
    let placed = places(before + after.map { $0 - jump })
    #expect(placed.map(\.number) == [0, 2, 3, 1, 5, 6, 4, 8, 9, 7, 11, 12, 10, 14, 15, 13, 17, 18, 16])
    #expect(zip(placed, placed.dropFirst()).allSatisfy { $0.time < $1.time })
    #expect(placed.map(\.time).max() ?? 9 < 2)
  }

  @Test(arguments: 0..<100)
  func `always rise, with any order of decoding that a codec allows`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    // Runs of pictures between two that are shown after them, in any order.
    var stamps: [Double] = [0]
    while stamps.count < 200 {
      let length = Int.random(in: 0...6, using: &random)
      let base = stamps.max() ?? 0
      stamps.append(base + Double(length + 1) / 25)
      stamps += (0..<length).map { base + Double($0 + 1) / 25 }.shuffled(using: &random)
    }
    let placed = places(stamps, arrivals: { Double($0) / 25 + Double.random(in: 0..<0.02, using: &random) })
    #expect(placed.count == stamps.count)
    #expect(zip(placed, placed.dropFirst()).allSatisfy { $0.time < $1.time })
    for place in placed { #expect(abs(place.time - stamps[place.number]) < 0.01) }
  }
}

@Suite struct `The order of packets in a growing file` {
  @Test(arguments: 0..<100)
  func `is that of a whole one, when it is known how pictures are reordered`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let ticks = (0..<120).map { Int64($0 * 100) + Int64.random(in: 0...250, using: &random) }
    let first = ticks.min() ?? 0
    let shown = [first - 1] + ticks
    let whole = PresentationOrder(shown)
    let sorted = whole.presentation.sorted()
    var growing = GrowingOrder(delay: whole.delay, step: sorted[1] - sorted[0])
    let pairs = shown.map { growing.add($0) }
    #expect(pairs.map(\.decoding) == whole.decoding)
    #expect(pairs.map(\.presentation) == whole.presentation)
  }

  @Test(arguments: 0..<100)
  func `always rises, and nothing is shown before it is decoded, whatever comes`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var growing = GrowingOrder(delay: Int.random(in: 0...3, using: &random), step: 10)
    let pairs = (0..<200).map { growing.add(Int64($0 * 10) + Int64.random(in: -60...60, using: &random)) }
    #expect(zip(pairs, pairs.dropFirst()).allSatisfy { $0.decoding < $1.decoding })
    #expect(pairs.allSatisfy { $0.decoding <= $0.presentation })
  }
}
