import Foundation
import Synchronization
import Testing
import VigilCore
import VigilMedia

@Suite struct `The lateness of pictures` {
  /// Reads pictures of a camera of 10 per second, which come in time, at a cost each, and skips none.
  private func lateness(
    pictures: Int, cost: Double, stampRate: Double = 1, into lateness: inout Lateness
  ) -> [Double] {
    var (now, waited) = (0.0, 0.0)
    return (0..<pictures).map { number in
      let wait = max(0, Double(number) / 10 - now)
      now += wait + cost
      waited += wait
      lateness.note(stamp: Double(number) / 10 * stampRate, now: now, waited: waited)
      return lateness.seconds
    }
  }

  @Test func `grows by what decoding takes longer than the pictures last`() {
    var lateness = Lateness(limit: 2)
    let seconds = self.lateness(pictures: 11, cost: 0.3, into: &lateness)
    for (number, found) in seconds.enumerated() { #expect(abs(found - 0.2 * Double(number)) < 1e-9) }
    #expect(!lateness.isTooMuch && !lateness.isMended)
    lateness.note(stamp: 1.1, now: 3.61, waited: 0)
    #expect(lateness.isTooMuch)
  }

  @Test(arguments: [0.5, 0.9998, 1.0002, 2])
  func `is none for a reader that keeps up, whatever the camera's clock does`(stampRate: Double) {
    var lateness = Lateness(limit: 2)
    let seconds = self.lateness(pictures: 100_000, cost: 0.04, stampRate: stampRate, into: &lateness)
    #expect(seconds.allSatisfy { $0 < 0.01 })
  }

  @Test func `is none while a server sends its last half minute at once`() {
    var lateness = Lateness(limit: 2)
    // Decoded at twice the rate of the camera, then in time.
    for number in 0..<300 {
      lateness.note(stamp: Double(number) / 10, now: Double(number) / 20, waited: 0)
      #expect(lateness.seconds == 0)
    }
  }

  @Test func `falls by what is skipped`() {
    var lateness = Lateness(limit: 2)
    lateness.note(stamp: 0, now: 0, waited: 0)
    lateness.note(stamp: 1, now: 5, waited: 0)
    #expect(lateness.seconds == 4 && lateness.isTooMuch)
    lateness.note(stamp: 3, now: 5, waited: 0)
    #expect(lateness.seconds == 2 && !lateness.isMended)
    lateness.note(stamp: 9, now: 6, waited: 1)
    #expect(lateness.seconds == 0 && lateness.isMended)
  }

  @Test func `from the start may be caught up with`() {
    var lateness = Lateness(limit: 2, backlog: 5)
    lateness.note(stamp: 0, now: 0, waited: 0)
    #expect(lateness.seconds == 5 && !lateness.isTooMuch)
    lateness.note(stamp: 4, now: 1, waited: 0)
    #expect(lateness.seconds == 2 && !lateness.isTooMuch)
    lateness.note(stamp: 4.1, now: 2, waited: 0)
    #expect(lateness.isTooMuch, "it grows again")
  }

  @Test(arguments: [nil, 7] as [Double?])
  func `of pictures whose stamps say nothing is over when data is waited for`(stamp: Double?) {
    var lateness = Lateness(limit: 2)
    for number in 0...21 { lateness.note(stamp: stamp, now: Double(number) / 10, waited: 0) }
    #expect(lateness.isTooMuch)
    lateness.note(stamp: stamp, now: 2.2, waited: 0.01)
    #expect(lateness.seconds == 0)
  }

  @Test(arguments: [0.0402, 0.04004])
  func `is noticed however slowly it grows, among calls that are slow at times`(cost: Double) {
    var lateness = Lateness(limit: 2)
    // A busy machine makes one call of a hundred look as if it had waited: more than the lag grows by.
    var (now, waited, number) = (0.0, 0.0, 0)
    while !lateness.isTooMuch, number < 200_000 {
      now += cost
      if number % 100 == 0 { waited += cost }
      lateness.note(stamp: Double(number) * 0.04, now: now, waited: waited)
      number += 1
    }
    let lag = now - Double(number) * 0.04
    #expect(lateness.isTooMuch && lag < 2.1)
  }

  @Test func `does not jump with the stamps`() {
    var lateness = Lateness(limit: 2)
    for (number, stamp) in [0, 0.1, 3600, 3600.1, 0.4, 0.5].enumerated() {
      let now = Double(number) / 10
      lateness.note(stamp: stamp, now: now, waited: now / 2)
      #expect(lateness.seconds == 0)
    }
  }
}

@Suite(.timeLimit(.minutes(15))) struct `A camera that sends faster than its pictures are decoded` {
  private func read(
    _ pictures: ScriptedCamera.Pictures
  ) async throws -> (frames: [(number: Int, frame: Frame)], status: SourceStatus) {
    let source = try ScriptedCamera([.sends(pictures)]).source(.interactive)
    let frames = try await source.framesUntilLost().map { frame in
      (frame.pixels.enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }, frame)
    }
    return (frames, source.status)
  }

  @Test(arguments: [(0.12, 25), (0.12, 250), (0.041, 50), (0.5, 50), (0.08, 1)])
  func `is skipped to key frames, so that no picture is old`(cost: Double, keyInterval: Int) async throws {
    let pictures = ScriptedCamera.Pictures(
      count: 25 * 300, interval: 0.04, cost: { _ in cost }, keyInterval: keyInterval)
    let (frames, status) = try await read(pictures)
    var last = -1
    for (number, frame) in frames {
      // Late or not, a picture has the time at which it came, and its number counts those that were skipped.
      let (arrival, sent) = (try #require(frame.arrival), pictures.sent(number))
      #expect(arrival > sent - 1e-6 && arrival < sent + cost + 1e-6)
      #expect(abs(try #require(frame.date).timeIntervalSince(TestClock.firstDate) - arrival) < 1e-6)
      #expect(frame.index == number && abs(frame.time - sent) < cost + 1e-6)
      #expect(number == last + 1 || number % keyInterval == 0, "a hole ends at a key frame")
      last = number
    }
    #expect(status.lateFrames > 0 && frames.count + status.lateFrames <= pictures.count)
    #expect(frames.count > 100 && status.droppedFrames == 0 && status.reconnections == 0)
  }

  @Test func `is never more than the limit behind`() async throws {
    // The clock goes on only while a picture is decoded, so the age at that moment is what the clock says.
    let ages = Ages()
    let (clock, cost) = (TestClock(hasServers: false), 0.12)
    let pictures = ScriptedCamera.Pictures(
      count: 2500, interval: 0.04,
      cost: { number in
        ages.note(clock.now + cost - 0.04 * Double(number))
        return cost
      }, keyInterval: 25)
    let source = try ScriptedCamera([.sends(pictures)], clock: clock).source(.interactive)
    _ = try await source.framesUntilLost()
    let limit = MediaSourceOptions().latenessLimit
    #expect(ages.all.max() ?? .infinity < limit + 2 * cost)
    #expect(ages.all.max() ?? 0 > limit - cost, "nothing is skipped too early")
    #expect(source.status.lateReports == 2, "at the beginning, and after a minute")
  }

  @Test func `is accepted as it is where it has no stamps and waits for its reader`() async throws {
    let pictures = ScriptedCamera.Pictures(
      count: 10_000, interval: 0, cost: { _ in 0.1 }, stampRate: nil)
    let (frames, status) = try await read(pictures)
    #expect(frames.count + status.lateFrames <= 10_000 && frames.count > 100)
  }
}

@Suite(.timeLimit(.minutes(15))) struct `A camera that is decoded in time` {
  private func isWhole(_ pictures: ScriptedCamera.Pictures) async throws -> Bool {
    let source = try ScriptedCamera([.sends(pictures)]).source(.interactive)
    let indices = try await source.framesUntilLost().map(\.index)
    return indices == Array(0..<pictures.count) && source.status.lateFrames == 0
      && source.status.lateReports == 0
  }

  @Test func `loses nothing to one slow moment`() async throws {
    #expect(
      try await isWhole(
        ScriptedCamera.Pictures(
          count: 1000, interval: 0.04, cost: { $0 % 200 == 50 ? 1.5 : 0.01 }, keyInterval: 50)))
  }

  @Test func `loses nothing of what it sends at once`() async throws {
    #expect(
      try await isWhole(
        ScriptedCamera.Pictures(count: 1500, interval: 0.04, cost: { _ in 0.03 }, keyInterval: 50, burst: 750)
      ))
  }

  @Test func `loses nothing to a slow start`() async throws {
    #expect(
      try await isWhole(
        ScriptedCamera.Pictures(count: 1500, interval: 0.04, cost: { _ in 0.03 }, keyInterval: 50, probing: 5)
      ))
  }

  @Test(arguments: [nil, 0.5, 0.8, 1.5] as [Double?])
  func `loses nothing to wrong stamps`(rate: Double?) async throws {
    #expect(
      try await isWhole(
        ScriptedCamera.Pictures(
          count: 5000, interval: 0.04, cost: { _ in 0.015 }, keyInterval: 50, stampRate: rate)))
  }
}

/// How old pictures were.
private final class Ages: Sendable {
  private let ages = Mutex<[Double]>([])
  var all: [Double] { ages.withLock { $0 } }
  func note(_ age: Double) { ages.withLock { $0.append(age) } }
}
