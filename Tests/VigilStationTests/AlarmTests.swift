import Foundation
import Synchronization
import Testing
import VigilCore
import VigilPipeline
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

/// The station's clock stands still unless it is moved, and the camera falls silent when one snippet more is whole: what is written
/// then waits for nothing else.
@Suite(.ownThread) struct `An alarm` {
  private final class StoppedClock: Sendable {
    private let now = Mutex(Clocks.machine.now())

    func move(by seconds: Double) { now.withLock { $0 += seconds } }

    var clocks: Clocks { Clocks(now: { self.now.withLock { $0 } }, date: { Date() }) }
  }

  @Test func `is written by the snippet that crossed, before another one comes or any time passes`()
    async throws
  {
    let clock = StoppedClock()
    let bench = try StationBench(clocks: clock.clocks)
    // FFmpeg wants some pictures before it gives the first.
    let camera = try FakeCamera { ($0.rate, $0.nextPause) = (10, 3 * 16) }
    try bench.write(
      "threshold: 0\nrecord: off\nsilence: 600s", ("door", "source: rtsp://127.0.0.1:\(camera.port)/a"))
    // Any score crosses the threshold, and is for review only until the camera is armed.
    try StationStore(folder: bench.data).set(
      RuntimeChange(camera: "door", key: Standing.armedKey, value: "no", by: "me", at: Date()))
    try await bench.running { station, _ in
      try await bench.until("an event") {
        try camera.sent.count == 3 * 16 && !station.store.events().isEmpty
      }
      let event = try #require(try station.store.events().first)
      #expect(event.severity == .review && event.reasons == ["disarmed by me"])
      try station.store.clear(camera: "door", key: Standing.armedKey, by: "me")
      // Long enough for the station to look at what was changed, once another snippet asks; from now on the clock stands.
      clock.move(by: 2)
      let crossed = clock.clocks.now()
      camera.change { $0.nextPause = 4 * 16 }
      let before = station.board["door"]?.snippets ?? 9
      try await bench.until("a snippet that is for review") {
        camera.sent.count == 4 * 16 && station.board["door"]?.snippets ?? 0 > before
      }
      camera.change { $0.nextPause = 5 * 16 }
      try await bench.until("the alarm") { try station.store.event(event.id)?.severity == .alarm }
      #expect(
        camera.sent.count <= 5 * 16 && (station.board["door"]?.snippets ?? 9) <= 5
          && clock.clocks.now() == crossed)
      #expect(station.board["door"]?.openEvent == event.id)
    }
  }
}
