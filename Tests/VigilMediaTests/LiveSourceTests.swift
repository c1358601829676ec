import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

@Suite struct `A live source` {
  private func options(_ change: (inout MediaSourceOptions) -> Void = { _ in }) -> MediaSourceOptions {
    var options = MediaSourceOptions()
    options.liveness = .live
    options.bufferedFrames = 1000
    change(&options)
    return options
  }

  @Test func `connects again when it ends, gives a gap, and time goes on by the clock`() async throws {
    let time = TestClock(holdsPauses: true)
    let source = try MediaSource(
      "lavfi:testsrc=size=64x48:rate=10:duration=0.5", options: options { $0.retry.longestDelay = 0.5 },
      clock: time.clock)
    var frames: [Frame] = []
    var gaps: [(at: Int, gap: SourceGap)] = []
    for try await element in source {
      switch element {
      case .frame(let frame):
        frames.append(frame)
        if frames.count % 5 == 0 { time.endPause() }
      case .lost: break
      case .gap(let gap): gaps.append((frames.count, gap))
      }
      if frames.count == 13 { break }
    }
    try #require(frames.map(\.index) == Array(0..<13))
    #expect(gaps.map(\.at) == [5, 10])
    #expect(gaps.allSatisfy { $0.gap.reason == .connectionLost })
    for (at, gap) in gaps { #expect(gap.start == frames[at - 1].time && gap.end == frames[at].time) }
    let expected = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2]
    for (frame, expected) in zip(frames, expected) { #expect(abs(frame.time - expected) < 1e-9) }
    #expect(time.pauses.prefix(2) == [0.5, 0.5])
  }

  @Test func `that is not read keeps the newest frames and counts the others`() async throws {
    let source = try MediaSource(
      "lavfi:testsrc=size=64x48:rate=10:duration=20", options: options { $0.bufferedFrames = 3 })
    var indices: [Int] = []
    for try await element in source {
      guard case .frame(let frame) = element else { continue }
      indices.append(frame.index)
      while source.status.droppedFrames < 50 { await Task.yield() }
      if indices.count == 3 { break }
    }
    #expect(indices[1] >= 50, "the frames after the pause are new ones")
    #expect(indices == indices.sorted())
  }

  @Test func `that cannot be reached is tried a few times`() async throws {
    let port = try SilentServer().port
    let time = TestClock()
    let source = try MediaSource(
      "rtsp://user:hunter2@127.0.0.1:\(port)/a", options: options(), clock: time.clock)
    let error = await #expect(throws: MediaError.self) { try await source.frames() }
    #expect(error?.code == .connectionFailed)
    #expect(error?.message.contains("Connection refused") == true)
    #expect(error?.message.contains("hunter2") == false)
    #expect(time.pauses == [0.5, 1], "the wait doubles")
  }

  @Test func `that never answers is given up in time`() async throws {
    let server = try SilentServer()
    let time = TestClock()
    let source = try MediaSource(
      "rtsp://127.0.0.1:\(server.port)/a", options: options { $0.retry.initialAttempts = 1 },
      clock: time.clock)
    async let frames = source.frames()
    let connection = await server.connection()
    time.advance(seconds: 11)
    do {
      _ = try await frames
      Issue.record("frames from a silent server")
    } catch let error as MediaError {
      #expect(error.code == .connectionFailed && error.message.contains("does not answer"))
    }
    #expect(connection.isHungUp())
  }

  @Test(arguments: ["rtsp", "http"])
  func `ends at once when its reader is cancelled, and hangs up`(scheme: String) async throws {
    let server = try SilentServer()
    let source = try MediaSource("\(scheme)://127.0.0.1:\(server.port)/a")
    let reading = Task { try await source.frames() }
    let connection = await server.connection()
    reading.cancel()
    await #expect(throws: CancellationError.self) { try await reading.value }
    #expect(connection.isHungUp())
  }
}

@Suite struct `The stillness of pictures` {
  @Test func `is counted from the first of those that are the same`() {
    var stillness = Stillness()
    func frame(_ time: Double, _ brightness: UInt8) -> Frame {
      var pixels = [UInt8](repeating: 0, count: 3 * 160 * 120)
      pixels[61 * 61] = brightness
      return Frame(index: 0, time: time, width: 160, height: 120, pixels: pixels)
    }
    let seconds = [(0, 1), (1, 1), (2, 1), (3, 2), (4, 1), (9, 1)].map {
      stillness.note(frame(Double($0), UInt8($1)))
    }
    #expect(seconds == [0, 1, 2, 0, 0, 5])
  }
}

@Suite struct `A recorded source that is left` {
  @Test func `throws when its task is cancelled`() async throws {
    var options = MediaSourceOptions()
    options.plays = nil
    let source = try MediaSource("lavfi:testsrc=size=64x48:rate=10:duration=1", options: options)
    let reading = Task {
      var count = 0
      for try await _ in source { count += 1 }
      return count
    }
    while source.status.connection != .connected { await Task.yield() }
    reading.cancel()
    await #expect(throws: CancellationError.self) { try await reading.value }
  }

  @Test func `closes its file`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a.mkv")
    try CommandLineTool.ffmpeg("-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=10", path)
    let source = try MediaSource(path)
    for try await _ in source { break }
    while source.status.connection != .ended { await Task.yield() }
    let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    let open = descriptors.compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
    }
    #expect(!open.contains(path))
  }
}
