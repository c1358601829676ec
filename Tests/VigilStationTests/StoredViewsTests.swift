import Foundation
import Testing
import VigilCameraHealth
import VigilCore
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `The view of a camera` {
  private func settings(_ name: String = "yard/east", source: String = "rtsp://10.0.0.7/a") -> CameraSettings
  {
    var settings = CameraSettings()
    (settings.name, settings.source) = (name, CameraAddress(source))
    return settings
  }

  /// A view that was learned from a drawn scene.
  private func reference() throws -> ViewReference {
    var monitor = ViewMonitor()
    for index in 0..<40 {
      let pixels = (0..<160 * 120).flatMap { place -> [UInt8] in
        let value = UInt8(place % 160 / 20 * 30 ^ place / 160 / 15 * 17)
        return [value, value &+ UInt8(index % 3), value]
      }
      let frame = Frame(index: index, time: Double(index) / 2, width: 160, height: 120, pixels: pixels)
      _ = monitor.note(ViewPicture(frame), at: Double(index) / 2)
    }
    return try #require(monitor.reference)
  }

  @Test func `is kept as it is, for the stream and the masks that it is of`() async throws {
    let (folder, log, reference) = (try TemporaryFolder(), LogRecord(), try reference())
    let views = StoredViews(station: folder.url, log: log.logger())
    let camera = settings()
    #expect(await views.read(camera) == nil)
    await views.write(reference, of: camera)
    #expect(await views.read(camera)?.bytes == reference.bytes)
    #expect(await views.read(settings("yard")) == nil)
    #expect(await views.read(settings(source: "rtsp://10.0.0.7/b")) == nil)
    var masked = camera
    masked.privacy = [Region([.init(x: 0, y: 0), .init(x: 1, y: 0), .init(x: 1, y: 1)])]
    #expect(await views.read(masked) == nil)
    #expect(log.entries.isEmpty)
    await views.remove(allBut: ["yard"])
    #expect(await views.read(camera) == nil)
  }

  @Test(arguments: ["cut", "flipped", "huge", "text"])
  func `is learned anew, which is told, if the file is damaged`(how: String) async throws {
    let (folder, log, reference) = (try TemporaryFolder(), LogRecord(), try reference())
    let views = StoredViews(station: folder.url, log: log.logger())
    await views.write(reference, of: settings())
    let file = folder.appending("views").appending(path: "yard%2Feast.view.json")
    var bytes = try Data(contentsOf: file)
    switch how {
    case "cut": bytes.removeLast(bytes.count / 2)
    case "flipped":
      let place = try #require(bytes.firstRange(of: Data("\"view\":\"".utf8))).upperBound + 500
      bytes[place] = bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
    case "huge": bytes += Data(count: 1 << 20)
    default: bytes = Data("view".utf8)
    }
    try bytes.write(to: file)
    #expect(await views.read(settings()) == nil)
    #expect(log.entries.count == 1 && log.entries.first?.contains("learned anew") == true)
  }

  @Test func `outlives a restart, so that a move meanwhile is told, until the camera is calibrated anew`()
    async throws
  {
    let bench = try StationBench()
    // Four pictures a second by their stamps come in a quarter of the time, so that half a minute of the view is soon over.
    let camera = try FakeCamera { behaviour in
      behaviour.rate = 16
      behaviour.stamp = { UInt32($0 * 22_500) }
    }
    let other = try CameraPictures(filter: "hflip")
    try bench.write("record: off", ("door", "source: rtsp://127.0.0.1:\(camera.port)/a"))
    let file = bench.data.appending(path: "views/door.view.json")
    try await bench.running { _, _ in
      try await bench.until("the view is kept") { FileManager.default.fileExists(atPath: file.path) }
    }
    camera.change { $0.shown = other }
    try await bench.running { station, _ in
      try await bench.until("the move is told") { station.board["door"]?.health["moved"] != nil }
    }
    // It is told again, and a recalibration takes the view for the right one, while the station runs.
    try await bench.running { station, _ in
      try await bench.until("the move is told again") { station.board["door"]?.health["moved"] != nil }
      // What is shown is stored a moment later.
      try await bench.until("it is stored") {
        try station.store.notices(NoticeQuery(camera: "door")).count { $0.kind == "moved" } == 2
      }
      let moves = try station.store.notices(NoticeQuery(camera: "door")).filter { $0.kind == "moved" }
      #expect(moves.count == 2 && moves.count { $0.end == nil } == 1)
      try await bench.until("some scores") { (station.board["door"]?.snippets ?? 0) >= 3 }
      #expect(station.board["door"]?.health["moved"] != nil)
      try StationStore.set(
        RuntimeChange(
          camera: "door", key: StandingThresholds.recalibratedKey, value: "yes", by: "the guard", at: Date()),
        besideStationIn: bench.data)
      try await bench.until("the view is accepted") { station.board["door"]?.health["moved"] == nil }
      // Scores from before the move are still of another view.
      let changes = try station.store.changes(at: Date())
      #expect(changes.contains { $0.key == StandingThresholds.viewKey && $0.value == "moved" })
    }
    // The station has learned it: nothing is told of it any more, and the view from before would be a move.
    try await bench.running { station, _ in
      try await bench.until("some scores") { (station.board["door"]?.snippets ?? 0) >= 3 }
      #expect(station.board["door"]?.health["moved"] == nil)
    }
    let store = try StationStore(reading: bench.data)
    let moves = try store.notices(NoticeQuery(camera: "door")).filter { $0.kind == "moved" }
    #expect(moves.count == 2 && moves.allSatisfy { $0.end != nil })
  }
}
