import Foundation
import Testing
import VigilStore
import VigilTestSupport

@Suite(.ownThread, .timeLimit(.minutes(15))) struct `A station that may open no more files` {
  @Test(.enabled(if: CommandLineTool.path(of: "prlimit") != nil, "prlimit is not installed"))
  func `goes on with what is open, says what to do, and recovers by itself`() throws {
    let folder = try TemporaryFolder()
    let (camera, other) = (try FakeCamera { $0.rate = 25 }, try FakeCamera { $0.rate = 25 })
    let (file, data) = (folder.appending("station.yaml"), folder.appending("data"))
    let text = """
      folder: \(data.path)
      model: \(TestModels.demo.path)
      threshold: 0
      before: 1s
      after: 1s
      record: continuous
      cameras:
        door: {source: "rtsp://127.0.0.1:\(camera.port)/a"}
        gate: {source: "rtsp://127.0.0.1:\(other.port)/a"}
      """
    try Data(text.utf8).write(to: file)
    let station = try VigilCommand(["run", file.path])
    for name in ["door", "gate"] { #expect(station.waitForError("camera=\(name) event=")) }
    func allow(_ count: Int) throws {
      try CommandLineTool.run("prlimit", ["--pid", "\(station.identifier)", "--nofile=\(count):"])
    }
    // Half of the reserve is left.
    let opened = Set(
      try FileManager.default.contentsOfDirectory(atPath: "/proc/\(station.identifier)/fd").compactMap {
        Int($0)
      })
    let left = (0...).lazy.filter { !opened.contains($0) }
    try allow(try #require(left.dropFirst(16).first { _ in true }))
    #expect(station.waitForError("that may be open, fewer than 32 are left: no camera can be connected"))
    #expect(station.waitForError("recording has stopped; detection goes on"))
    other.stop()
    #expect(station.waitForError("camera=gate health=offline"))
    try other.start()
    // It would be connected to after one or two seconds.
    sleep(5)
    #expect(other.connections.count == 1)
    try allow(1024)
    #expect(station.waitForError("files can be opened again"))
    #expect(station.waitForError("recording goes on"))
    #expect(station.waitForError("camera=gate health=reconnected"))
    station.interrupt()
    let outcome = station.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(camera.connections.count == 1 && other.connections.count == 2)

    let store = try StationStore(reading: data)
    let notice = try #require(try store.notices().first { $0.kind == "open files" })
    #expect(try store.notices().count { $0.kind == "open files" } == 1)
    let end = try #require(notice.end)
    #expect(!notice.isInterrupted && end > notice.start)
    // It was scored all the time.
    let scores = try store.samples(camera: "door", from: notice.start, to: end)
    #expect(scores.count >= 3)
    let events = try store.events().filter { $0.camera == "door" }
    #expect(events.count == 1 && events[0].state == .ended)
    #expect(try store.manifests(of: events[0].id).count == 1)
    #expect(try store.files(FileQuery()).allSatisfy { $0.isFinished })
  }
}
