import Foundation
import Testing
import VigilCore
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `A camera that is not watched` {
  private func notices(_ station: Station, _ kind: String) throws -> [CameraNotice] {
    try station.store.notices(NoticeQuery(kind: kind))
  }

  @Test func `for want of its model is told once, counts as blind, and is over once it works`() async throws {
    let bench = try StationBench()
    let camera = try FakeCamera { $0.rate = 25 }
    let model = bench.folder.appending("late.vigil")
    try bench.write(
      "record: off", ("good", "source: rtsp://127.0.0.1:\(camera.port)/a"),
      ("bad", "source: rtsp://127.0.0.1:\(camera.port)/b\nmodel: \(model.path)"))
    let began = Date()
    try await bench.running { station, _ in
      // The second attempt, with the same reason, is no news.
      try await bench.until("two attempts") {
        bench.log.entries.count { $0.contains("again in seconds=") } >= 2
      }
      try await bench.until("the notice") { try !notices(station, "failed").isEmpty }
      let found = try notices(station, "failed")
      #expect(found.count == 1 && found.first?.camera == "bad" && found.first?.end == nil)
      #expect(found.first?.message.hasPrefix("the camera cannot be watched: ") == true)
      #expect(station.board["bad"]?.health.keys.sorted() == ["failed"])
      let file = try StationFile(bench.file)
      let summary = try station.store.summary(from: began, to: Date(), file: file)
      let bad = try #require(summary.cameras.first { $0.name == "bad" })
      #expect(bad.faults == ["failed"] && bad.figures.blindSeconds > 0)
      let lines = try CameraTable().lines(file, store: station.store, at: Date())
      #expect(lines.contains { $0.contains("bad: the camera cannot be watched") }, "\(lines)")
      try FileManager.default.createSymbolicLink(
        atPath: model.path, withDestinationPath: StationBench.model)
      try await bench.until("bad", isScored: 1, in: station)
      try await bench.until("the end of the notice") {
        try notices(station, "failed").allSatisfy { $0.end != nil }
      }
      #expect(station.board["bad"]?.health["failed"] == nil)
    }
    let store = try StationStore(reading: bench.data)
    #expect(try store.notices(NoticeQuery(kind: "failed")).map(\.camera) == ["bad"])
  }

  @Test func `since its section is wrong is told until the section is right, or gone`() async throws {
    let bench = try StationBench()
    let good = (name: "good", lines: "source: rtsp://127.0.0.1:1/a\nenabled: false")
    func lines(_ window: String) -> String { good.lines + "\nwindow: \(window)" }
    try bench.write("", good, ("door", lines("0")), ("Yard", lines("1")))
    let began = Date()
    try await bench.running { station, reload in
      func readAgain(_ cameras: [(name: String, lines: String)]) async throws {
        let before = bench.log.entries.count { $0.contains("the file was read again") }
        try bench.write("", cameras: [good] + cameras)
        reload.request()
        try await bench.until("another file") {
          bench.log.entries.count { $0.contains("the file was read again") } > before
        }
      }
      func open() throws -> [CameraNotice] { try notices(station, "file").filter { $0.end == nil } }
      try await bench.until("both notices") { try open().count == 2 }
      let first = try open()
      #expect(Set(first.map(\.camera)) == ["door", nil])
      #expect(first.contains { $0.camera == "door" && $0.message.contains("window is 0") })
      #expect(station.board["door"]?.health["file"]?.contains("window is 0") == true)
      let summary = try station.store.summary(from: began, to: Date(), file: StationFile(bench.file))
      let door = try #require(summary.cameras.first { $0.name == "door" })
      #expect(door.faults == ["file"] && door.figures.blindSeconds > 0 && summary.faults == ["file"])
      try await readAgain([("door", lines("0")), ("yard", lines("1"))])
      try await bench.until("the right name") { try open().map(\.camera) == ["door"] }
      #expect(try notices(station, "file").count == 2, "the same is no news")
      try await readAgain([("door", lines("-1")), ("yard", lines("0"))])
      try await bench.until("both are told") { try Set(open().map(\.camera)) == ["door", "yard"] }
      #expect(try open().contains { $0.message.contains("window is -1") })
      try await readAgain([("door", lines("1"))])
      try await bench.until("right and gone") { try open().isEmpty }
      #expect(station.board["door"]?.health.isEmpty == true && station.board["yard"] == nil)
    }
  }
}
