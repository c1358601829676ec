import Foundation
import Testing
import VigilMedia
import VigilPipeline
import VigilRecording
import VigilStation
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `A camera at fault` {
  /// What a camera does wrong, and how it is mended.
  struct Fault: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// The kinds of notices that tell of it, of which each begins and ends.
    var kinds: [String]
    /// What the first of them says.
    var text: String
    var begin: @Sendable (FakeCamera) throws -> Void
    var mend: @Sendable (FakeCamera) throws -> Void
    /// What holds once the station has tried again and failed.
    var isTried: @Sendable (FakeCamera) -> Bool = { _ in true }
  }

  static let faults = [
    Fault(
      testDescription: "killed and started again", kinds: ["offline"], text: "its stream",
      begin: { $0.stop() }, mend: { try $0.start() }),
    Fault(
      testDescription: "silent", kinds: ["offline"], text: "sent nothing for 2 s",
      begin: { $0.change { $0.isStalled = true } }, mend: { $0.change { $0.isStalled = false } }),
    Fault(
      testDescription: "frozen", kinds: ["offline", "frozen"], text: "has sent the same picture for",
      begin: { $0.change { $0.isFrozen = true } }, mend: { $0.change { $0.isFrozen = false } }),
    Fault(
      testDescription: "with some damaged packets", kinds: ["damaged"], text: "pictures arrive damaged",
      begin: { $0.change { $0.damageInterval = 7 } }, mend: { $0.change { $0.damageInterval = 0 } }),
    Fault(
      testDescription: "with damaged packets only", kinds: ["offline"],
      text: "sent nothing decodable for 2 s",
      begin: { $0.change { $0.damageInterval = 1 } }, mend: { $0.change { $0.damageInterval = 0 } }),
    Fault(
      testDescription: "with another password", kinds: ["offline"], text: "refuses the user or password",
      begin: { camera in
        camera.change { $0.credentials = "viewer:other" }
        camera.stop()
        try camera.start()
      }, mend: { $0.change { $0.credentials = "viewer:right" } }),
    Fault(
      testDescription: "that resets the connection when asked to play", kinds: ["offline"],
      text: "its stream",
      begin: { camera in
        camera.change { $0.resetsOnPlay = true }
        camera.stop()
        try camera.start()
      }, mend: { $0.change { $0.resetsOnPlay = false } },
      isTried: { $0.requests.count { $0.hasPrefix("PLAY") } >= 3 }),
  ]

  @Test(arguments: faults)
  func `is told, costs the others nothing, and is watched again by itself`(_ fault: Fault) async throws {
    let bench = try StationBench()
    let good = try FakeCamera { $0.rate = 25 }
    let bad = try FakeCamera { ($0.rate, $0.credentials) = (25, "viewer:right") }
    try bench.write(
      "silence: 2s\nfrozen: 5s\nrecord: off",
      ("good", "source: rtsp://127.0.0.1:\(good.port)/a"),
      ("bad", "source: rtsp://127.0.0.1:\(bad.port)/a\nuser: viewer\npassword: right"))
    try await bench.running { station, _ in
      func state() -> [String] {
        station.board.all.map {
          "\($0.name): \($0.state), \($0.snippets) snippets, \($0.reason), \($0.health)"
        }
      }
      try await bench.until("both are watched") {
        ["good", "bad"].allSatisfy { (station.board[$0]?.snippets ?? 0) >= 3 }
      }
      try fault.begin(bad)
      for kind in fault.kinds {
        try await bench.until("\(kind) is told") {
          bench.log.entries.contains { $0.contains("warning: ") && $0.contains("health=\(kind)") }
        } state: {
          state()
        }
      }
      try await bench.until("good", isScored: 10, in: station)
      try await bench.until("bad is tried again") { fault.isTried(bad) }
      try fault.mend(bad)
      for kind in fault.kinds {
        try await bench.until("\(kind) is over") {
          bench.log.entries.contains { $0.contains("over: \(kind)") }
            && station.board["bad"]?.health[kind] == nil
        } state: {
          state()
        }
      }
      try await bench.until("bad", isScored: 3, in: station)
      #expect(station.board["good"]?.counts.gaps == 0)
    }
    #expect(good.connections.count == 1)
    // One connection for each attempt, and no more attempts than back-off allows.
    #expect((1...12).contains(bad.connections.count))
    let store = try StationStore(reading: bench.data)
    let notices = try store.notices().filter { $0.camera == "bad" }
    for kind in fault.kinds {
      let found = notices.filter { $0.kind == kind }
      #expect(!found.isEmpty && found.allSatisfy { $0.end ?? .distantPast >= $0.start }, "\(kind)")
    }
    #expect(notices.contains { $0.kind == fault.kinds[0] && $0.message.contains(fault.text) })
    for secret in ["://", "127.0.0.1", "\(bad.port)"] {
      #expect(notices.allSatisfy { !$0.message.contains(secret) }, "viewers see notices: \(notices)")
    }
    #expect(try store.notices().allSatisfy { $0.camera != "good" || $0.kind != "offline" })
  }

  @Test(arguments: [false, true])
  func `that sends pictures of another size is scored on, and its recording plays on both sides`(
    reconnects: Bool
  ) async throws {
    let bench = try StationBench()
    let good = try FakeCamera { $0.rate = 25 }
    let bad = try FakeCamera { $0.rate = 25 }
    let large = try CameraPictures(size: "320x240")
    try bench.write(
      "silence: 10s\nrecord: continuous\nthreshold: 1\nreview_threshold: 1",
      ("good", "source: rtsp://127.0.0.1:\(good.port)/a"), ("bad", "source: rtsp://127.0.0.1:\(bad.port)/a"))
    try await bench.running { station, _ in
      try await bench.until("good", isScored: 3, in: station)
      try await bench.until("bad", isScored: 6, in: station)
      for size in [large, nil] {
        bad.change { $0.resized = size }
        if reconnects {
          bad.stop()
          try bad.start()
        }
        try await bench.until("good", isScored: 3, in: station)
        try await bench.until("bad", isScored: 6, in: station)
      }
      #expect(station.board["good"]?.counts.gaps == 0)
      #expect(station.board["bad"]?.counts.gaps == (reconnects ? 2 : 0))
      #expect(station.board["bad"]?.state == .watching)
    }
    #expect(good.connections.count == 1)
    #expect(reconnects ? (3...12).contains(bad.connections.count) : bad.connections.count == 1)
    let store = try StationStore(reading: bench.data)
    let files = try store.files(FileQuery(camera: "bad", kinds: [.segment]))
    #expect(files.count >= 3 && files.allSatisfy(\.isFinished))
    let (start, end) = (try #require(files.map(\.start).min()), try #require(files.map(\.end).max()))
    let cut = try SpanCutter(RecordingFolder(bench.data, store: store)).cut(
      camera: "bad", from: start, to: end, destination: bench.folder.appending("bad.mp4"))
    #expect(cut.files.map(\.video.width) == [160, 320, 160] && cut.problems.isEmpty, "\(cut)")
    for path in files.map({ bench.data.appending(path: $0.path).path }) + cut.files.map(\.url.path) {
      // Every picture of it.
      try CommandLineTool.ffmpeg("-xerror", "-i", path, "-f", "null", "-")
    }
    #expect(cut.files.allSatisfy { $0.pictures > 3 * 16 })
  }
}
