import Testing
import VigilBenchmark

@Suite struct `The recording of a benchmark` {
  @Test func `is no camera`() {
    let error = #expect(throws: BenchmarkError.self) {
      try BenchmarkRecording.check("rtsp://user:canary@host/a")
    }
    #expect(error?.code == .notAvailable && error?.message.contains("canary") == false)
  }

  @Test(arguments: ["http://host/finished.m3u8", "http://host/a.mp4", "a.mp4", nil])
  func `may be at a web address, which is asked whether it is live`(video: String?) throws {
    try BenchmarkRecording.check(video)
  }
}
