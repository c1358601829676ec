import Foundation
import Testing
import VigilCore
import VigilMedia

@Suite(.timeLimit(.minutes(15))) struct `A camera that is lost` {
  @Test func `is reported at once, with the times of its last frame, and again when it is back`() async throws
  {
    let camera = ScriptedCamera([
      .gives(3, every: 0.1, .brokenOff("reset")), .fails(.connectionFailed), .stays(2, every: 0.1),
    ])
    let elements = try await camera.source(.station).elements(frames: 5)
    #expect(elements.order == "fffLgff")
    let (loss, gap, frames) = (elements.losses[0], elements.gaps[0], elements.frames)
    #expect(
      loss.reason == .connectionLost && loss.message.contains("reset") && !loss.message.contains("secret"))
    #expect(loss.time == frames[2].time && loss.date == frames[2].date)
    #expect(gap.start == loss.time && gap.end == frames[3].time && gap.reason == .connectionLost)
    #expect(gap.startDate == loss.date && gap.endDate == frames[3].date)
    for (frame, arrival) in zip(frames, [0.1, 0.2, 0.3, 1.9, 2]) {
      #expect(abs(try #require(frame.arrival) - arrival) < 1e-9)
      #expect(abs(try #require(frame.date).timeIntervalSince(TestClock.firstDate) - arrival) < 1e-6)
    }
  }

  @Test func `is reported again when the reason changes`() async throws {
    let clock = TestClock(holdsPauses: true)
    let camera = ScriptedCamera(
      [.gives(1, every: 0.1, .silence), .fails(.unauthorized), .fails(.unauthorized), .stays(1, every: 0.1)],
      clock: clock)
    var elements: [SourceElement] = []
    for try await element in try camera.source(.station) {
      elements.append(element)
      if elements.frames.count == 2 { break }
      // The waits after the silence, and after both refusals, of which one is told.
      guard case .lost(let loss) = element else { continue }
      clock.endPause()
      if loss.reason == .unauthorized { clock.endPause() }
    }
    #expect(elements.order == "fLLgf")
    #expect(elements.losses.map(\.reason) == [.silence, .unauthorized])
    #expect(elements.gaps.map(\.reason) == [.silence])
  }

  @Test func `is lost too when no picture of it can be converted`() async throws {
    let camera = ScriptedCamera([
      .gives(2, every: 1), .givesUnconvertible(100, every: 1), .stays(1, every: 1),
    ])
    let source = try camera.source(.station)
    let elements = try await source.elements(frames: 3)
    #expect(elements.losses.last?.reason == .undecodable && elements.frames.count == 3)
    // The limit of silence and the picture after it.
    #expect(source.status.undecodableFrames == Int(MediaSourceOptions().silenceLimit) + 1)
  }

  @Test func `that is frozen is connected to anew, less and less often while that does not help`()
    async throws
  {
    // All its pictures are the same.
    let camera = ScriptedCamera(Array(repeating: .gives(4000, every: 1), count: 9))
    var losses: [SourceLoss] = []
    for try await element in try camera.source(.station, frozenLimit: 120) {
      if case .lost(let loss) = element { losses.append(loss) }
      if losses.count == 8 { break }
    }
    #expect(losses.allSatisfy { $0.reason == .frozen })
    #expect(losses[0].message.contains("has sent the same picture for 120 s"))
    let waits = zip(camera.attempts.dropFirst(), camera.attempts).map { $0 - $1 }
    for (wait, expected) in zip(waits.prefix(7), [120.0, 240, 480, 960, 1920, 3600, 3600]) {
      #expect((expected...expected + 3).contains(wait))
    }
  }

  @Test
  func
    `was frozen, and whose pictures have changed for a while since, is connected to anew as soon as at first`()
  {
    var limit = FreezeLimit(120)
    var now = 0.0
    func wait(from start: Double) -> Double {
      now = start
      while !limit.note(unchanged: now - start, at: now) { now += 1 }
      return now - start
    }
    #expect(wait(from: 0) == 120)
    #expect(wait(from: 200) == 240)
    func change(from start: Int, to end: Int) {
      for time in start..<end {
        let isDue = limit.note(unchanged: 0, at: Double(time))
        #expect(!isDue)
      }
    }
    // A picture now and then is no camera that works.
    change(from: 500, to: 600)
    #expect(wait(from: 600) == 480)
    change(from: 1100, to: 1300)
    #expect(wait(from: 1300) == 120)
    var never = FreezeLimit(nil)
    let isDue = never.note(unchanged: 1e9, at: 1e9)
    #expect(!isDue)
  }

  @Test(arguments: [3600.0, -3600])
  func `keeps its stream time when the wall clock is set`(step: Double) async throws {
    let clock = TestClock(hasServers: false)
    let camera = ScriptedCamera([.gives(2, every: 0.5), .stays(2, every: 0.5)], clock: clock) { attempt in
      if attempt == 2 { clock.stepWallClock(seconds: step) }
    }
    let elements = try await camera.source(.station).elements(frames: 4)
    // The wait between the connections is half a second, too.
    #expect(elements.frames.map(\.time) == [0, 0.5, 1.5, 2])
    #expect(elements.gaps.map { $0.end - $0.start } == [1])
    let last = try #require(elements.frames.last?.date)
    #expect(abs(last.timeIntervalSince(TestClock.firstDate) - 2.5 - step) < 1e-6)
  }
}

@Suite(.timeLimit(.minutes(15))) struct `A station's camera` {
  @Test func `that is off at the start is retried until it is there`() async throws {
    let off = Array(repeating: ScriptedCamera.Attempt.fails(.connectionFailed), count: 20)
    let camera = ScriptedCamera(off + [.stays(1, every: 0.1)])
    let elements = try await camera.source(.station).elements(frames: 1)
    #expect(elements.order == "Lgf")
    #expect(elements.losses[0].time == 0 && elements.losses[0].date == nil)
    #expect(elements.gaps[0].start == 0 && elements.gaps[0].end == 0 && elements.gaps[0].startDate == nil)
    #expect(camera.clock.pauses.prefix(8) == [0.5, 1, 2, 4, 8, 16, 30, 30])
  }

  @Test(arguments: [MediaError.Code.noVideo, .notFound, .silence, .undecodable, .unreadable])
  func `is retried whatever is wrong`(code: MediaError.Code) async throws {
    let camera = ScriptedCamera([
      .fails(code), .fails(code), .fails(code), .fails(code), .stays(1, every: 0.1),
    ])
    #expect(try await camera.source(.station).elements(frames: 1).frames.count == 1)
  }

  @Test func `that rejects the password is retried slowly, because cameras lock accounts`() async throws {
    let refusals = Array(repeating: ScriptedCamera.Attempt.fails(.unauthorized), count: 6)
    let camera = ScriptedCamera(refusals + [.stays(1, every: 0.1)])
    let elements = try await camera.source(.station).elements(frames: 1)
    #expect(elements.losses.map(\.reason) == [.unauthorized])
    #expect(camera.clock.pauses == [60, 120, 240, 480, 600, 600])
  }

  @Test func `that resets at once is not hit twice a second forever`() async throws {
    let resets = Array(repeating: ScriptedCamera.Attempt.gives(12, every: 0.1), count: 30)
    let camera = ScriptedCamera(resets + [.stays(1, every: 0.1)])
    let elements = try await camera.source(.station).elements(frames: 30 * 12 + 1)
    #expect(camera.attempts.count { $0 <= 40 } < 10)
    #expect(elements.losses.count == 30 && elements.gaps.count == 30)
    #expect(zip(elements.losses, elements.gaps).allSatisfy { $0.time == $1.start })
  }

  @Test func `starts over with short delays only after ten seconds of pictures`() async throws {
    let camera = ScriptedCamera([
      .gives(20, every: 0.1), .gives(20, every: 0.1), .gives(95, every: 0.1), .gives(120, every: 0.1),
      .gives(5, every: 0.1), .stays(1, every: 0.1),
    ])
    _ = try await camera.source(.station).elements(frames: 261)
    #expect(camera.clock.pauses == [0.5, 1, 2, 0.5, 1])
  }

  @Test func `can be left at once during a delay`() async throws {
    let camera = ScriptedCamera(
      Array(repeating: .fails(.connectionFailed), count: 100), clock: TestClock(pauseLength: 86_400))
    let source = try camera.source(.station)
    let reading = Task { try await source.elements(frames: 1) }
    while camera.clock.pauses.isEmpty { await Task.yield() }
    #expect(source.status.connection == .lost("the camera says connectionFailed"))
    reading.cancel()
    await #expect(throws: CancellationError.self) { try await reading.value }
    // The thread ends as well, and not after a day.
    while source.status.connection != .ended, !Task.isCancelled { await Task.yield() }
    #expect(source.status.connection == .ended)
    #expect(camera.attempts.count == 1 && camera.clock.pauses.count == 1)
  }
}

@Suite(.timeLimit(.minutes(15))) struct `A camera in interactive use` {
  @Test func `is an error when it rejects the password`() async throws {
    let camera = ScriptedCamera([.fails(.unauthorized)])
    let error = await #expect(throws: MediaError.self) {
      try await camera.source(.interactive).elements(frames: 1)
    }
    #expect(error?.code == .unauthorized && camera.clock.pauses.isEmpty)
  }

  @Test func `is an error when it cannot be reached, without being reported as lost`() async throws {
    let camera = ScriptedCamera(Array(repeating: .fails(.connectionFailed), count: 9))
    let error = await #expect(throws: MediaError.self) {
      for try await element in try camera.source(.interactive) { Issue.record("\(element)") }
    }
    #expect(error?.code == .connectionFailed && camera.attempts.count == 3)
  }

  @Test func `is retried even if it rejects the password once it was there, soon for the first time`()
    async throws
  {
    let refusals = Array(repeating: ScriptedCamera.Attempt.fails(.unauthorized), count: 3)
    let camera = ScriptedCamera([.gives(1, every: 0.1)] + refusals + [.stays(1, every: 0.1)])
    let elements = try await camera.source(.interactive).elements(frames: 2)
    #expect(elements.losses.last?.reason == .unauthorized && elements.gaps.count == 1)
    #expect(camera.clock.pauses == [0.5, 10, 60, 120])
  }

  @Test func `is retried once it was there, even if nobody read its pictures yet`() async throws {
    let clock = TestClock(holdsPauses: true)
    let resets = Array(repeating: ScriptedCamera.Attempt.gives(3, every: 0.1), count: 5)
    let camera = ScriptedCamera(resets + [.stays(3, every: 0.1)], clock: clock)
    let source = try camera.source(.interactive)
    #expect(try await source.facts().isLive)
    for number in 1...5 {
      while clock.pauses.count < number { await Task.yield() }
      if number < 5 { clock.endPause() }
    }
    var iterator = source.makeAsyncIterator()
    var elements = [try #require(try await iterator.next())]
    clock.endPause()
    while elements.frames.count < 3 { elements.append(try #require(try await iterator.next())) }
    #expect(elements.order == "Lgfff")
  }

  @Test func `is retried once it was there`() async throws {
    let off = Array(repeating: ScriptedCamera.Attempt.fails(.connectionFailed), count: 20)
    let camera = ScriptedCamera([.gives(1, every: 0.1)] + off + [.stays(1, every: 0.1)])
    #expect(try await camera.source(.interactive).elements(frames: 2).order == "fLgf")
  }
}

@Suite(.timeLimit(.minutes(15))) struct `Retry delays` {
  @Test func `vary by the jitter, to either side`() {
    func waits(_ random: Double) -> [Double] {
      var backoff = Backoff(RetryPolicy(initialAttempts: nil, jitter: 0.2)) { random }
      return (0..<8).map { _ in backoff.next() }
    }
    let exact: [Double] = [0.5, 1, 2, 4, 8, 16, 30, 30]
    #expect(waits(0.5) == exact)
    for (found, wait) in zip(waits(0), exact) { #expect(abs(found - 0.8 * wait) < 1e-9) }
    for (found, wait) in zip(waits(1), exact) { #expect(abs(found - 1.2 * wait) < 1e-9) }
  }

  @Test func `double separately after rejections, and start over together`() {
    var backoff = Backoff(.station) { 0.5 }
    #expect(
      [backoff.next(), backoff.next(wasRefused: true), backoff.next(), backoff.next(wasRefused: true)]
        == [0.5, 60, 1, 120])
    backoff.reset()
    #expect([backoff.next(), backoff.next(wasRefused: true)] == [0.5, 60])
    backoff.accept()
    #expect((0..<3).map { _ in backoff.next(wasRefused: true) } == [10, 120, 240])
  }
}
