import Foundation
import Testing
import VigilCore
import VigilMedia

@Suite struct `A ring of packets` {
  private static let streams = PacketStreams(video: StreamParameters(codec: "h264", width: 64, height: 48))

  /// A ring with one stretch begun.
  private func ring(seconds: Double, byteLimit: Int) -> (ring: PacketRing, reading: Int) {
    let ring = PacketRing(seconds: seconds, byteLimit: byteLimit)
    let reading = ring.beginReading()
    ring.beginStretch(Self.streams, isNewConnection: true, reading: reading)
    return (ring, reading)
  }

  /// Adds pictures ten times a second, each decoded at once.
  private func add(
    _ range: Range<Int>, to ring: PacketRing, reading: Int, keyEvery: Int = 10, size: Int = 1000,
    stampOffset: Double = 100
  ) {
    for index in range {
      let time = Double(index) / 10
      let number = ring.append(
        .video, bytes: [UInt8](repeating: 0, count: size), isKey: index % keyEvery == 0,
        stamp: time + stampOffset, reading: reading)
      ring.place(number, at: time, reading: reading)
    }
  }

  @Test func `keeps the seconds that it is asked for and the group that they begin in`() {
    let (ring, reading) = ring(seconds: 2.5, byteLimit: 1 << 20)
    add(0..<100, to: ring, reading: reading)
    #expect(ring.status.start == 7 && ring.status.end == 9.9)
    #expect(ring.status.packets == 30 && ring.status.bytes == 30 * 1160)
    #expect(ring.status.evictedPackets == 70 && ring.status.groupsEvictedEarly == 0)
    #expect(ring.packets(from: 7.4, to: 10).flatMap(\.video).first?.time == 7)
  }

  @Test func `gives the groups of a time, and the oldest where it does not reach so far back`() {
    let (ring, reading) = ring(seconds: 5, byteLimit: 1 << 20)
    add(0..<100, to: ring, reading: reading)
    func span(_ from: Double, _ to: Double) -> [Double?] {
      let video = ring.packets(from: from, to: to).flatMap(\.video)
      return [video.first?.time, video.last?.time]
    }
    #expect(span(6.5, 7.5) == [6, 7.9])
    #expect(span(7, 7) == [7, 7.9])
    #expect(span(0, 5.5) == [4, 5.9])
    #expect(span(12, 13) == [9, 9.9])
    #expect(ring.packets(from: 1, to: 3.9).isEmpty)
  }

  @Test func `keeps what may still be wanted, however old it is, as far as there is room`() {
    let (ring, reading) = ring(seconds: 2.5, byteLimit: 80 * 1160)
    add(0..<30, to: ring, reading: reading)
    ring.hold(from: 2.2)
    add(30..<90, to: ring, reading: reading)
    #expect(ring.status.start == 2 && ring.status.groupsEvictedEarly == 0)
    // Scores are there, and nothing old is needed.
    ring.hold(from: 8.5)
    add(90..<91, to: ring, reading: reading)
    #expect(ring.status.start == 6)
    ring.hold(from: 0)
    add(91..<200, to: ring, reading: reading)
    #expect(ring.status.start == 12 && ring.status.packets == 80)
    // Another reading has times of its own.
    let next = ring.beginReading()
    ring.beginStretch(Self.streams, isNewConnection: true, reading: next)
    add(0..<100, to: ring, reading: next)
    #expect(ring.status.start == 7)
  }

  @Test func `begins after an outage if what is asked for begins within it`() {
    let (ring, reading) = ring(seconds: 5, byteLimit: 1 << 20)
    add(0..<20, to: ring, reading: reading)
    ring.beginStretch(Self.streams, isNewConnection: true, reading: reading)
    add(36000..<36020, to: ring, reading: reading)
    func first(_ from: Double) -> Double? { ring.packets(from: from, to: 3602).flatMap(\.video).first?.time }
    #expect(first(3596) == 3600, "not the pictures of an hour ago")
    #expect(first(1.5) == 1, "what was shown before it is there if it is asked for")
    #expect(first(3601.5) == 3601)
  }

  @Test func `within its limit lets old groups go early, and says so`() {
    let (ring, reading) = ring(seconds: 60, byteLimit: 25 * 1160)
    add(0..<100, to: ring, reading: reading)
    #expect(ring.status.start == 8 && ring.status.bytes == 20 * 1160)
    #expect(ring.status.groupsEvictedEarly == 8 && ring.status.groupsCut == 0)
  }

  @Test func `keeps the start of a group that exceeds its limit, and goes on with the next`() {
    let (ring, reading) = ring(seconds: 60, byteLimit: 5 * 1160)
    add(0..<10, to: ring, reading: reading)
    #expect(ring.status.groupsCut == 1 && ring.status.refusedPackets == 5)
    #expect(ring.status.refusedBytes == 5000)
    #expect(ring.packets(from: 0, to: 1).flatMap(\.video).compactMap(\.time) == [0, 0.1, 0.2, 0.3, 0.4])
    add(10..<13, to: ring, reading: reading)
    #expect(ring.status.start == 1 && ring.status.packets == 3)
  }

  @Test func `tells groups apart between which packets are missing`() {
    let (ring, reading) = ring(seconds: 60, byteLimit: 12 * 1160)
    add(0..<3, to: ring, reading: reading)
    // What follows in the first group is too large to stay beside it; the next group is not.
    ring.append(
      .video, bytes: [UInt8](repeating: 0, count: 11_000), isKey: false, stamp: nil, reading: reading)
    #expect(ring.status.groupsCut == 1 && ring.status.packets == 3)
    add(10..<13, to: ring, reading: reading)
    let stretches = ring.packets(from: 0, to: 9)
    #expect(stretches.map { $0.video.compactMap(\.time) } == [[0, 0.1, 0.2], [1, 1.1, 1.2]])
    // With nothing missing they are one.
    add(20..<23, to: ring, reading: reading)
    #expect(ring.packets(from: 0, to: 9).map(\.video.count) == [3, 6])
  }

  @Test func `lets everything go for a first picture that exceeds its limit`() {
    let (ring, reading) = ring(seconds: 60, byteLimit: 12 * 1160)
    add(0..<3, to: ring, reading: reading)
    ring.append(
      .video, bytes: [UInt8](repeating: 0, count: 20_000), isKey: true, stamp: nil, reading: reading)
    #expect(ring.status.packets == 0, "nothing could stay beside it")
    #expect(ring.status.groupsCut == 1 && ring.packets(from: 0, to: 9).isEmpty)
    add(10..<13, to: ring, reading: reading, size: 4000)
    #expect(ring.packets(from: 0, to: 9).map(\.video.count) == [3])
  }

  @Test func `begins with a picture that can be decoded by itself`() {
    let (ring, reading) = ring(seconds: 60, byteLimit: 1 << 20)
    ring.append(.sound, bytes: [1], isKey: true, stamp: 100, reading: reading)
    add(5..<12, to: ring, reading: reading)
    #expect(ring.status.refusedPackets == 6 && ring.status.start == 1)
  }

  @Test func `knows the times of packets before they are decoded, from their stamps`() throws {
    let (ring, reading) = ring(seconds: 60, byteLimit: 1 << 20)
    // In the order of decoding: the second picture is shown after the third and fourth.
    let numbers = [5.0, 5.3, 5.1, 5.2].enumerated().map { index, stamp in
      ring.append(.video, bytes: [0], isKey: index == 0, stamp: stamp, reading: reading)
    }
    ring.append(.sound, bytes: [0], isKey: true, stamp: 5.15, reading: reading)
    #expect(ring.packets(from: 0, to: 9).isEmpty, "nothing is decoded, so no time is known")
    ring.place(numbers[0], at: 40, reading: reading)
    let stretch = try #require(ring.packets(from: 0, to: 99).first)
    for (packet, time) in zip(stretch.video, [40, 40.3, 40.1, 40.2]) {
      #expect(abs((packet.time ?? 0) - time) < 1e-9)
    }
    #expect(abs((stretch.sound.first?.time ?? 0) - 40.15) < 1e-9)
    ring.place(numbers[2], at: 40.125, reading: reading)
    #expect(ring.packets(from: 0, to: 99).first?.video[2].time == 40.125)
  }

  @Test(arguments: [3600.0, -3600])
  func `follows the reading where stamps jump`(jump: Double) {
    let (ring, reading) = ring(seconds: 5, byteLimit: 1 << 20)
    add(0..<25, to: ring, reading: reading)
    let number = ring.append(.video, bytes: [0], isKey: false, stamp: 102.5 + jump, reading: reading)
    #expect(ring.status.start == 0 && ring.status.end == 2.4, "what is to come moves nothing")
    ring.place(number, at: 2.5, reading: reading)
    ring.append(.sound, bytes: [0], isKey: true, stamp: 102.55 + jump, reading: reading)
    add(26..<30, to: ring, reading: reading, stampOffset: 100 + jump)
    let stretches = ring.packets(from: 0, to: 9)
    #expect(stretches.count == 1)
    #expect(stretches.flatMap(\.video).compactMap(\.time) == (0..<30).map { Double($0) / 10 })
    #expect(abs((stretches[0].sound.first?.time ?? 0) - 2.55) < 1e-6)
  }

  /// Late pictures are skipped; the timeline then goes on by the machine's clock, which stamps are a little off.
  @Test(arguments: [(8, 0.008), (8, 0), (12, 0.5), (12, -0.5), (45, 3), (45, -3)])
  func `keeps the order of pictures that nobody decodes, however many they are`(seconds: Int, stray: Double) {
    let (ring, reading) = ring(seconds: 90, byteLimit: 1 << 20)
    add(0..<20, to: ring, reading: reading)
    let last = 20 + seconds * 10
    for index in 20..<last {
      ring.append(
        .video, bytes: [0], isKey: index % 50 == 0, stamp: 100 + Double(index) / 10, reading: reading)
    }
    let key = ring.append(.video, bytes: [0], isKey: true, stamp: 100 + Double(last) / 10, reading: reading)
    #expect(ring.packets(after: 19).runs.isEmpty, "when they are shown is not settled yet")
    ring.place(key, at: Double(last) / 10 + stray, reading: reading)
    let times = ring.packets(after: 19).runs.flatMap(\.packets).compactMap(\.time)
    #expect(times.count == last - 19)
    for (earlier, later) in zip([1.9] + times, times) {
      #expect(abs(later - earlier - 0.1) < 0.011, "\(earlier), then \(later)")
    }
  }

  @Test func `places pictures without stamps when they are decoded`() {
    let (ring, reading) = ring(seconds: 60, byteLimit: 1 << 20)
    let numbers = (0..<4).map {
      ring.append(.video, bytes: [0], isKey: $0 == 0, stamp: nil, reading: reading)
    }
    for (number, time) in zip([numbers[0], numbers[2], numbers[3]], [0, 0.04, 0.08]) {
      ring.place(number, at: time, reading: reading)
    }
    #expect(ring.packets(from: 0, to: 1).flatMap(\.video).map(\.time) == [0, nil, 0.04, 0.08])
  }

  @Test func `is emptied by a new reading, and takes no more from the one before`() {
    let (ring, first) = ring(seconds: 60, byteLimit: 1 << 20)
    add(0..<20, to: ring, reading: first)
    let second = ring.beginReading()
    add(20..<30, to: ring, reading: first)
    #expect(ring.status.packets == 0 && ring.status.start == nil && ring.status.end == nil)
    ring.beginStretch(Self.streams, isNewConnection: true, reading: second)
    add(0..<5, to: ring, reading: second)
    #expect(ring.status.packets == 5 && ring.status.start == 0)
  }

  @Test func `says when packets arrived`() {
    let ring = PacketRing(seconds: 9, byteLimit: 1 << 20, date: { Date(timeIntervalSince1970: 7) })
    let reading = ring.beginReading()
    ring.beginStretch(Self.streams, isNewConnection: true, reading: reading)
    add(0..<1, to: ring, reading: reading)
    #expect(ring.status.startDate == Date(timeIntervalSince1970: 7))
  }

  @Test(arguments: 0..<100)
  func `stays within its limit and never tears a group, whatever comes`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let limit = Int.random(in: 200...60_000, using: &random)
    let seconds = Double.random(in: 0...8, using: &random)
    let (ring, reading) = ring(seconds: seconds, byteLimit: limit)
    let longest = Int.random(in: 0...9_000, using: &random)
    let keyShare = Double.random(in: 0.02...0.5, using: &random)
    var time = 0.0
    var keys: Set<Int> = []
    var undecoded: [(number: Int, time: Double)] = []
    for index in 0..<400 {
      if Double.random(in: 0..<1, using: &random) < 0.01 {
        ring.beginStretch(Self.streams, isNewConnection: index % 2 == 0, reading: reading)
      }
      let isSound = Double.random(in: 0..<1, using: &random) < 0.3
      let isKey = isSound || Double.random(in: 0..<1, using: &random) < keyShare
      if !isSound { time += 0.04 }
      let number = ring.append(
        isSound ? .sound : .video,
        bytes: [UInt8](repeating: 0, count: Int.random(in: 0...longest, using: &random)), isKey: isKey,
        stamp: time, reading: reading)
      if isKey, !isSound { keys.insert(number) }
      if !isSound { undecoded.append((number, time)) }
      while undecoded.count > Int.random(in: 0...4, using: &random) {
        let first = undecoded.removeFirst()
        ring.place(first.number, at: first.time, reading: reading)
      }
      check(ring, keys: keys, limit: limit, seconds: seconds, appended: index + 1)
    }
  }

  private func check(_ ring: PacketRing, keys: Set<Int>, limit: Int, seconds: Double, appended: Int) {
    let status = ring.status
    #expect(status.bytes <= limit)
    #expect(status.packets + status.evictedPackets + status.refusedPackets == appended)
    let stretches = ring.packets(from: 0, to: .infinity)
    for stretch in stretches {
      #expect(stretch.video.first.map { keys.contains($0.number) } == true)
      #expect(zip(stretch.video, stretch.video.dropFirst()).allSatisfy { $0.number < $1.number })
      // Nothing is missing in between: what was not sound was kept.
      let numbers = Set((stretch.video + stretch.sound).map(\.number))
      if let first = stretch.video.first?.number, let last = stretch.video.last?.number {
        #expect((first...last).allSatisfy(numbers.contains))
      }
    }
    if status.groupsEvictedEarly == 0, status.groupsCut == 0, status.evictedPackets > 0,
      let start = status.start, let end = status.end
    {
      #expect(end - start >= seconds)
    }
  }
}
