import Foundation
import Testing
import VigilPipeline
import VigilRecording
import VigilStation
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `A reload` {
  @Test func `costs a camera that did not change no packet, and doubles none`() async throws {
    let bench = try StationBench()
    let (same, other) = (try numbered(), try numbered())
    func write(window: Int) throws {
      try bench.write(
        "record: continuous\nkeep: 1h", ("same", "source: rtsp://127.0.0.1:\(same.port)/a"),
        ("other", "source: rtsp://127.0.0.1:\(other.port)/a\nwindow: \(window)"))
    }
    try write(window: 32)
    var during = 0..<0
    try await bench.running { station, reload in
      try await bench.until("both are watched") {
        ["same", "other"].allSatisfy { (station.board[$0]?.snippets ?? 0) >= 2 }
      }
      let before = same.sent.count
      for (round, window) in [16, 24, 16].enumerated() {
        try write(window: window)
        reload.request()
        try await bench.until("the other one is watched again") {
          other.connections.count == round + 2 && (station.board["other"]?.snippets ?? 0) >= 2
        }
      }
      during = before..<same.sent.count
      let seen = station.board["same"]?.snippets ?? 0
      try await bench.until("the first goes on") { (station.board["same"]?.snippets ?? 0) > seen + 1 }
      #expect(station.board["same"]?.counts.gaps == 0)
    }
    #expect(same.connections.count == 1 && other.connections.count == 4)
    let store = try StationStore(reading: bench.data)
    let recorded = try pictures(of: "same", in: store, bench)
    let (first, last) = (try #require(recorded.first?.picture), try #require(recorded.last?.picture))
    #expect(first <= during.lowerBound && last >= during.upperBound && during.count > 25)
    // Each picture the camera sent, once, in order and byte by byte.
    #expect(recorded.map(\.picture) == Array(first...last))
    #expect(recorded == (first...last).map { same.picture($0) })
    let restarted = try pictures(of: "other", in: store, bench)
    for connection in 0...3 {
      let numbers = restarted.filter { $0.connection == connection }.map(\.picture)
      #expect(numbers == Array(0..<numbers.count) && numbers.count > 25, "connection \(connection)")
    }
  }

  @Test func `holds settings of the station until its next start, also those by which recordings go`()
    async throws
  {
    let clock = SimulatedClock(Date(timeIntervalSince1970: 1_800_000_000))
    let bench = try StationBench(clocks: clock.clocks)
    let camera = (name: "door", lines: "source: rtsp://127.0.0.1:1/a\nenabled: false\nkeep: 10d")
    try bench.write("free: 100MiB", camera)
    try await bench.running { station, reload in
      try record(200 << 20, at: clock.date - 3600, to: station.store)
      try bench.write("free: 100MiB\nmost: 100MiB\nkeep_scores: 1d", camera)
      reload.request()
      try await bench.until(told: "they hold from its next start")
      try await bench.until(told: "the file was read again")
      try await passMinutes(2, clock, bench)
      #expect(try station.store.files(FileQuery()).count == 1)
    }
    try await bench.running { station, _ in
      try await bench.until("the start") { !station.board.faults.contains(.starting) }
      #expect(try station.store.files(FileQuery()).count == 1)
      try await passMinutes(2, clock, bench)
      #expect(try station.store.files(FileQuery()).isEmpty)
    }
  }

  /// Adds a recording of so many bytes, which take no room.
  private func record(_ bytes: Int64, at end: Date, to store: StationStore) throws {
    let path = RecordingPath.path(camera: "door", kind: .segment, start: end - 10, id: UUID())
    let file = StoredFile(
      camera: "door", kind: .segment, path: path, bytes: bytes, start: end - 10, end: end, isFinished: true)
    let url = store.folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data().write(to: url)
    try FileHandle(forWritingTo: url).truncate(atOffset: UInt64(bytes))
    _ = try store.add(file)
  }

  /// Lets minutes pass, of which all but the last are done with when this returns.
  private func passMinutes(_ count: Int, _ clock: SimulatedClock, _ bench: StationBench) async throws {
    for _ in 0..<count {
      let before = Self.minutes(bench)
      clock.pass(61)
      try await bench.until("a minute") { Self.minutes(bench) > before }
    }
  }

  /// How many minutes the log has a line of.
  private static func minutes(_ bench: StationBench) -> Int {
    bench.log.entries.count { $0.contains("watching 0 of 0 cameras") }
  }

  private func numbered() throws -> FakeCamera {
    try FakeCamera { ($0.rate, $0.numbersPictures) = (25, true) }
  }

  /// What the recording of a camera shows, from its first segment to its last.
  private func pictures(
    of camera: String, in store: StationStore, _ bench: StationBench
  ) throws -> [NumberedPicture] {
    try store.files(FileQuery(camera: camera, kinds: [.segment])).sorted { $0.start < $1.start }.flatMap {
      try NumberedPicture.read(bench.data.appending(path: $0.path).path)
    }
  }
}
