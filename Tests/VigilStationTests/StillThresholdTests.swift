import Foundation
import Testing
import VigilPipeline
import VigilStation
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `Scores of a picture that stands still` {
  @Test
  func `are kept below the thresholds as they are now, not as they were when the camera was connected to`()
    async throws
  {
    let bench = try StationBench()
    let camera = try FakeCamera { ($0.rate, $0.isFrozen) = (25, true) }
    try bench.write(
      "window: 2\nrecord: off\nfrozen: 1h", ("door", "source: rtsp://127.0.0.1:\(camera.port)/a"))
    try await bench.running { station, _ in
      func status() -> CameraStatus? { station.board["door"] }
      func calibrate(_ score: Float) throws {
        let model = try #require(status()?.model)
        for key in [StandingThresholds.alarmKey, StandingThresholds.reviewKey] {
          try station.store.set(
            RuntimeChange(
              camera: "door", key: key, value: "\(score)", by: StandingThresholds.author(model), at: Date()))
        }
      }
      func untilKept() async throws {
        let before = status()?.counts.stillSnippets ?? 0
        try await bench.until("scores that are kept") { (status()?.counts.stillSnippets ?? 0) > before + 2 }
      }
      try await bench.until("door", isScored: 2, in: station)
      try calibrate(1)
      try await untilKept()
      // Less above the score than the hysteresis of an event, which could go on with it.
      let score = try #require(status()?.score)
      try calibrate(score + 0.05)
      var (kept, since) = (status()?.counts.stillSnippets, status()?.snippets ?? 0)
      try await bench.until("eight scores, one after the other, of which none is kept") {
        let now = status()
        if now?.counts.stillSnippets != kept {
          (kept, since) = (now?.counts.stillSnippets, now?.snippets ?? 0)
        }
        return (now?.snippets ?? 0) >= since + 8
      }
      try calibrate(1)
      try await untilKept()
      #expect(camera.connections.count == 1)
    }
  }
}
