import Foundation
import Synchronization
import Testing
import VigilCore
import VigilPipeline
import VigilStation
import VigilStore
import VigilTestSupport

/// The machine's clocks, of which the wall clock can be set.
private final class SettableClock: Sendable {
  private let offset = Mutex(0.0)

  var clocks: Clocks {
    Clocks(now: Clocks.machine.now, date: { Date() + self.offset.withLock { $0 } })
  }

  func set(by seconds: Double) { offset.withLock { $0 += seconds } }
}

@Suite(.ownThread) struct `A station whose clock is set` {
  @Test func `by an hour, forwards and back, loses and doubles nothing, and says so`() async throws {
    let time = SettableClock()
    let bench = try StationBench(clocks: time.clocks)
    let camera = try FakeCamera { $0.rate = 25 }
    try bench.write(
      "threshold: 0\nbefore: 1s\nafter: 1s\nrecord: continuous",
      ("door", "source: rtsp://127.0.0.1:\(camera.port)/a"))
    var scores = 0
    try await bench.running { station, _ in
      func step(_ seconds: Double, _ message: String) async throws {
        try await bench.until("door", isScored: 5, in: station)
        time.set(by: seconds)
        try await bench.until(told: message)
        try await bench.until("door", isScored: 20, in: station)
      }
      try await step(3600, "warning: the clock was set forwards by 3600 s; if")
      try await step(-3600, "warning: the clock was set back by 3600 s; if")
      let status = try #require(station.board["door"])
      #expect(status.counts.gaps == 0 && status.state == .watching)
      scores = status.snippets
    }
    #expect(camera.connections.count == 1)
    let store = try StationStore(reading: bench.data)
    let events = try store.events()
    let event = try #require(events.first)
    #expect(events.count == 1 && event.state == .ended && event.severity == .alarm)
    let samples = try store.samples(camera: "door", from: .distantPast, to: .distantFuture)
    #expect(samples.count >= scores)
    #expect(samples.allSatisfy { $0.duration > 0 && $0.duration < 60 })
    // The event lasted as long as its scores, whatever the clock said.
    let length = samples.reduce(0) { $0 + $1.duration }
    let lasted = event.end.timeIntervalSince(event.start)
    #expect(abs(lasted - length) < 600, "\(lasted) s of \(length) s")
    #expect(event.peakDate >= event.start)
    let notices = try store.notices().filter { $0.kind == "clock" }
    #expect(notices.count == 2 && notices.allSatisfy { $0.end == $0.start })
    let files = try store.files(FileQuery(limit: 1000))
    #expect(files.allSatisfy { $0.isFinished && $0.end >= $0.start && $0.end < $0.start + 600 })
    #expect(Set(files.map(\.path)).count == files.count)
    let clip = try #require(files.first { $0.kind == .clip })
    let frames = try #require(try CommandLineTool.frameCount(bench.data.appending(path: clip.path).path))
    #expect(Double(frames) >= 20 * length)
    #expect(try store.manifests(of: event.id).count == 1)
  }
}
