import Foundation
import Testing
import VigilCore
import VigilEvidence
import VigilMedia
import VigilPipeline
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `A station` {
  @Test func `scores its cameras, keeps events with clip, picture and signed manifest, and ends every file`()
    async throws
  {
    let (bench, camera) = (try StationBench(), try FakeCamera { $0.rate = 25 })
    // Every score is at least 0, so the event begins with the first and goes on until the stop.
    try bench.write(
      "threshold: 0\nbefore: 1s\nafter: 1s",
      ("door", "source: rtsp://127.0.0.1:\(camera.port)/main"))
    try await bench.running { station, _ in
      try await bench.until("five scores") { (station.board["door"]?.snippets ?? 0) >= 5 }
      let status = try #require(station.board["door"])
      #expect(status.state == .watching && status.thresholds?.alarm.basis == .file)
      let events = try station.store.events(EventQuery())
      #expect(events.count == 1)
      #expect(events.first?.severity == .alarm && events.first?.state == .open)
      #expect(status.openEvent == events.first?.id)
    }
    #expect(camera.connections.count == 1)
    let store = try StationStore(reading: bench.data)
    let event = try #require(try store.events(EventQuery()).first)
    #expect(event.state == .ended && event.camera == "door" && event.peakScore > 0)
    let files = try store.files(FileQuery(event: event.id))
    #expect(Set(files.map(\.kind)) == [.clip, .picture, .track])
    #expect(try store.manifests(of: event.id).count == 1)
    #expect(files.allSatisfy { $0.isFinished })
    for file in files {
      let size =
        try FileManager.default.attributesOfItem(
          atPath: bench.data.appending(path: file.path).path)[.size] as? Int64
      #expect(size == file.bytes, "\(file.path)")
    }
    let clip = try #require(files.first { $0.kind == .clip })
    let frames = try CommandLineTool.frameCount(bench.data.appending(path: clip.path).path)
    #expect((frames ?? 0) >= 50)
    #expect(try store.samples(camera: "door", from: .distantPast, to: .distantFuture).count >= 5)
    // What was begun is over: nothing half-written is left.
    let names = FileManager.default.enumerator(atPath: bench.data.path)?.compactMap { $0 as? String } ?? []
    #expect(!names.contains { $0.contains(".part") })
  }

  @Test func `goes on with the others whatever a camera does`() async throws {
    let bench = try StationBench()
    let good = try FakeCamera { $0.rate = 25 }
    let silent = try FakeCamera { $0.isStalled = true }
    let refusing = try FakeCamera { $0.refusesAll = true }
    let closing = try FakeCamera { ($0.rate, $0.picturesPerConnection) = (25, 3) }
    let locked = try FakeCamera { $0.credentials = "viewer:right" }
    try bench.write(
      "silence: 1s\nrecord: off",
      ("good", "source: rtsp://127.0.0.1:\(good.port)/a"),
      ("silent", "source: rtsp://127.0.0.1:\(silent.port)/a"),
      ("refusing", "source: rtsp://127.0.0.1:\(refusing.port)/a"),
      ("closing", "source: rtsp://127.0.0.1:\(closing.port)/a"),
      ("locked", "source: rtsp://127.0.0.1:\(locked.port)/a\nuser: viewer\npassword: ${CANARY}"),
      ("nowhere", "source: rtsp://127.0.0.1:1/a"),
      ("modelless", "source: rtsp://127.0.0.1:\(good.port)/b\nmodel: /no/such.vigil"))
    try await bench.running(environment: ["CANARY": "wrong-canary-7f3a"]) { station, _ in
      try await bench.until("every camera has its state") {
        (station.board["good"]?.snippets ?? 0) >= 10
          && ["silent", "refusing", "locked", "nowhere"].allSatisfy { station.board[$0]?.state == .lost }
          && station.board["modelless"]?.state == .failed
      } state: {
        station.board.all.map { "\($0.name): \($0.state), \($0.snippets) snippets, \($0.reason)" }
      }
      #expect(station.board["good"]?.counts.gaps == 0)
      #expect(station.board["locked"]?.reason.contains("password") == true)
      #expect(station.board.all.allSatisfy { !$0.reason.contains("rtsp://") }, "viewers see reasons")
      let modelless = try #require(station.board["modelless"]?.reason)
      #expect(modelless.contains("such.vigil") && !modelless.contains("/no/"), "\(modelless)")
    }
    #expect(good.connections.count == 1)
    for camera in [silent, refusing, closing, locked] { #expect(!camera.connections.isEmpty) }
    #expect(!bench.log.entries.contains { $0.contains("canary") })
    let store = try StationStore(reading: bench.data)
    let offline = try store.notices(NoticeQuery()).filter { $0.kind == "offline" }
    #expect(Set(offline.compactMap(\.camera)).isSuperset(of: ["silent", "refusing", "locked", "nowhere"]))
    #expect(offline.allSatisfy { $0.end != nil })
  }

  @Test
  func
    `restarts at a reload what changed and nothing else, and keeps the old file if the new one is broken`()
    async throws
  {
    let bench = try StationBench()
    let cameras = try (0..<3).map { _ in try FakeCamera { $0.rate = 25 } }
    func lines(_ index: Int) -> String { "source: rtsp://127.0.0.1:\(cameras[index].port)/a" }
    try bench.write("record: off", ("a", lines(0)), ("b", lines(1)))
    try await bench.running { station, reload in
      try await bench.until("both are watched") {
        ["a", "b"].allSatisfy { (station.board[$0]?.snippets ?? 0) >= 3 }
      }
      try Data("cameras: [".utf8).write(to: bench.file)
      reload.request()
      try await bench.until("the broken file is told") {
        bench.log.entries.contains { $0.contains("broken") }
      }
      #expect(station.board.all.map(\.name) == ["a", "b"])
      try bench.write("record: off", ("a", lines(0)), ("b", lines(1) + "\nwindow: 16"), ("c", lines(2)))
      reload.request()
      try await bench.until("the new ones are watched") {
        bench.log.entries.contains { $0.contains("the file was read again") }
          && ["b", "c"].allSatisfy { (station.board[$0]?.snippets ?? 0) >= 3 }
      }
      #expect(cameras.map(\.connections.count) == [1, 2, 1])
      let seen = station.board["a"]?.snippets ?? 0
      try await bench.until("the first goes on") { (station.board["a"]?.snippets ?? 0) > seen + 2 }
      #expect(station.board["a"]?.counts.gaps == 0)
      #expect(
        station.board["a"]?.source.reconnections == 0 && station.board["a"]?.source.undecodableFrames == 0)
    }
  }

  @Test func `scores a smaller stream, and writes clips of the main one, by one connection to each`()
    async throws
  {
    let (bench, main, small) = (
      try StationBench(), try FakeCamera { $0.rate = 25 }, try FakeCamera { $0.rate = 12 }
    )
    try bench.write(
      "threshold: 0\nbefore: 1s\nafter: 1s",
      (
        "door",
        "source: rtsp://127.0.0.1:\(main.port)/main\ndetect: rtsp://127.0.0.1:\(small.port)/small"
      ))
    try await bench.running { station, _ in
      try await bench.until("five scores") { (station.board["door"]?.snippets ?? 0) >= 5 }
    }
    #expect(main.connections.count == 1 && small.connections.count == 1)
    let store = try StationStore(reading: bench.data)
    let clip = try #require(try store.files(FileQuery(kinds: [.clip])).first)
    let event = try #require(try store.events().first)
    #expect(clip.event == event.id && clip.isFinished)
    // The main stream has twice the pictures of the smaller one, over at least the time of the event.
    let frames = try #require(try CommandLineTool.frameCount(bench.data.appending(path: clip.path).path))
    #expect(Double(frames) > 18 * event.end.timeIntervalSince(event.start))
    #expect(clip.end >= event.end - 1)
  }

  @Test func `keeps events of a disarmed camera for review, with who disarmed it`() async throws {
    let (bench, camera) = (try StationBench(), try FakeCamera { $0.rate = 25 })
    try bench.write("threshold: 0\nrecord: off", ("door", "source: rtsp://127.0.0.1:\(camera.port)/a"))
    try await bench.running { station, _ in
      try await bench.until("an alarm") { try station.store.events().first?.severity == .alarm }
      try StationStore.set(
        RuntimeChange(camera: "door", key: Standing.armedKey, value: "no", by: "the guard", at: Date()),
        besideStationIn: bench.data)
      try await bench.until("it is seen") { station.board["door"]?.standing.isEmpty == false }
    }
    // It outlives a restart.
    try await bench.running { station, _ in
      try await bench.until("an event") { try station.store.events().count == 2 }
      try await bench.until("more scores") { (station.board["door"]?.snippets ?? 0) >= 3 }
    }
    #expect(camera.connections.count == 2)
    let event = try #require(try StationStore(reading: bench.data).events().first)
    #expect(event.severity == .review && event.reasons == ["disarmed by the guard"])
  }

  @Test func `takes a changed file over by itself`() async throws {
    let (bench, camera) = (try StationBench(), try FakeCamera { $0.rate = 25 })
    try bench.write("record: off", ("a", "source: rtsp://127.0.0.1:\(camera.port)/a"))
    try await bench.running { station, _ in
      try await bench.until("it is watched") { (station.board["a"]?.snippets ?? 0) >= 1 }
      try bench.write("record: off", ("a", "source: rtsp://127.0.0.1:\(camera.port)/a\nenabled: false"))
      try await bench.until("it is off") { station.board["a"]?.state == .off }
    }
    #expect(camera.connections.count == 1)
  }

  @Test func `shows no masked pixel to anything, and records none`() async throws {
    let bench = try StationBench()
    let camera = try FakeCamera { $0.rate = 25 }
    try bench.write(
      "threshold: 0\nprivacy: [[0, 0, 1, 0, 1, 1, 0, 1]]",
      ("door", "source: rtsp://127.0.0.1:\(camera.port)/a"))
    try await bench.running { station, _ in
      try await bench.until("some scores") { (station.board["door"]?.snippets ?? 0) >= 4 }
      #expect(station.board["door"]?.ring == nil)
    }
    #expect(camera.connections.count == 1)
    let store = try StationStore(reading: bench.data)
    let files = try store.files(FileQuery())
    #expect(!files.contains { $0.kind == .clip || $0.kind == .segment })
    let picture = try #require(files.first { $0.kind == .picture })
    let grey = bench.folder.path("grey")
    try CommandLineTool.ffmpeg(
      "-i", bench.data.appending(path: picture.path).path, "-f", "rawvideo", "-pix_fmt", "gray", grey)
    let bytes = try Data(contentsOf: URL(filePath: grey))
    #expect(!bytes.isEmpty && bytes.allSatisfy { $0 <= 2 })
  }
}
