import Foundation
import Testing
import VigilPipeline
import VigilStation
import VigilStore
import VigilTestSupport

@Suite(
  .ownThread, .serialized, .enabled(if: TemporaryDisk.isPossible, "only root can mount a small disk"))
struct `A station whose disk` {
  private let camera: FakeCamera
  private let disk: TemporaryDisk
  private let bench: StationBench

  init() throws {
    camera = try FakeCamera { $0.rate = 25 }
    disk = try TemporaryDisk(kilobytes: 160 << 10)
    bench = try StationBench(on: disk.url)
    try configure(record: "continuous")
  }

  private func configure(record: String) throws {
    // Every score is at least 0: an event goes on all the time.
    try bench.write(
      "threshold: 0\nbefore: 1s\nafter: 1s\nrecord: \(record)\nfree: 100MiB",
      ("door", "source: rtsp://127.0.0.1:\(camera.port)/a"))
  }

  /// Writes until the disk has no byte left.
  private func fill(_ file: URL) throws {
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    for size in [1 << 20, 4096] {
      let bytes = [UInt8](repeating: 1, count: size)
      while write(descriptor, bytes, bytes.count) == bytes.count {}
    }
    #expect(errno == ENOSPC)
  }

  private func segments(_ station: Station) throws -> Int {
    try station.store.files(FileQuery(kinds: [.segment], isFinished: true)).count
  }

  /// What is left is whole: one event, all scores, every file with its row, and notices that are over.
  private func expectWhole(_ kind: String, scores: Int) throws {
    let store = try StationStore(reading: bench.data)
    let event = try #require(try store.events().first)
    #expect(try store.events().count == 1)
    #expect(event.state == .ended && event.end > event.start)
    #expect(try store.manifests(of: event.id).count == 1)
    #expect(try store.samples(camera: "door", from: .distantPast, to: .distantFuture).count >= scores)
    let files = try store.files(FileQuery(limit: 1000))
    #expect(files.allSatisfy { $0.isFinished })
    for file in files {
      #expect(
        FileManager.default.fileExists(atPath: bench.data.appending(path: file.path).path), "\(file.path)")
    }
    let notices = try store.notices().filter { $0.kind == kind }
    #expect(notices.count == 1 && notices[0].camera == nil)
    #expect(notices.allSatisfy { $0.end ?? .distantPast > $0.start && !$0.isInterrupted })
    #expect(camera.connections.count == 1)
  }

  @Test func `is full goes on detecting, says so, and records again when there is room`() async throws {
    var scores = 0
    try await bench.running { station, _ in
      try await bench.until("a segment") { try segments(station) >= 1 }
      let ballast = disk.url.appending(path: "ballast")
      try fill(ballast)
      try await bench.until(told: "error: recording has stopped; detection goes on why=")
      #expect(bench.log.entries.contains { $0.contains("make room") || $0.contains("free some space") })
      try await bench.until("door", isScored: 20, in: station)
      try FileManager.default.removeItem(at: ballast)
      try await bench.until(told: "notice: recording goes on")
      let before = try segments(station)
      try await bench.until("more segments") { try segments(station) >= before + 2 }
      #expect(station.board["door"]?.counts.gaps == 0)
      scores = station.board["door"]?.snippets ?? 0
    }
    try expectWhole("recording", scores: scores)
  }

  @Test
  func `is full when an event ends finishes and signs its clip once there is room, without another event`()
    async throws
  {
    try configure(record: "events")
    try await bench.running { station, _ in
      try await bench.until("a clip") { try !station.store.files(FileQuery(kinds: [.clip])).isEmpty }
      try await bench.until("door", isScored: 5, in: station)
      let ballast = disk.url.appending(path: "ballast")
      try fill(ballast)
      try await bench.until(told: "error: recording has stopped; detection goes on why=")
      // Its event ends, and no other one begins.
      camera.stop()
      try await bench.until("an event that is not signed") {
        bench.log.entries.contains {
          $0.contains("an event was not signed") || $0.contains("an event waits for its clip to be signed")
        }
      }
      try FileManager.default.removeItem(at: ballast)
      try await bench.until(told: "notice: recording goes on")
      let event = try #require(try station.store.events().first)
      try await bench.until("the manifest") { try !station.store.manifests(of: event.id).isEmpty }
    }
    let store = try StationStore(reading: bench.data)
    let event = try #require(try store.events().first)
    #expect(try store.events().count == 1 && event.state == .ended)
    let files = try store.files(FileQuery(event: event.id))
    #expect(Set(files.map(\.kind)) == [.clip, .picture, .track] && files.allSatisfy { $0.isFinished })
    let links = try store.manifests(of: event.id)
    #expect(links.count == 1)
    let manifest = try String(
      contentsOf: bench.data.appending(path: try #require(links.first).path), encoding: .utf8)
    for file in files { #expect(manifest.contains("\"\(file.path)\""), "\(file.path) is not signed") }
  }

  @Test func `can only be read goes on detecting, says so, and keeps all of it later`() async throws {
    var scores = 0
    try await bench.running { station, _ in
      try await bench.until("a segment") { try segments(station) >= 1 }
      try disk.setCovered(true)
      try await bench.until(told: "error: recording has stopped; detection goes on why=")
      try await bench.until("door", isScored: 20, in: station)
      try disk.setCovered(false)
      try await bench.until(told: "notice: recording goes on")
      let before = try segments(station)
      try await bench.until("more segments") { try segments(station) >= before + 2 }
      #expect(station.board["door"]?.counts.gaps == 0)
      scores = station.board["door"]?.snippets ?? 0
    }
    try expectWhole("recording", scores: scores)
  }
}
