import Foundation
import Testing
import VigilCore
import VigilEvidence
import VigilStore
import VigilTestSupport

/// A station that loses its power, again and again, at any moment of its work.
@Suite(.ownThread, .timeLimit(.minutes(30))) struct `A station that is killed` {
  /// How often: more with `make station-kills`.
  private static let kills = ProcessInfo.processInfo.environment["VIGIL_STATION_KILLS"].flatMap(Int.init) ?? 6

  @Test func `neither loses nor doubles an event that it announced, and every clip plays`() throws {
    let folder = try TemporaryFolder()
    let cameras = try (0..<2).map { _ in try FakeCamera { $0.rate = 25 } }
    // They are needed for longer than their ports.
    defer { withExtendedLifetime(cameras) {} }
    let (file, data) = (folder.appending("station.yaml"), folder.appending("data"))
    let text =
      """
      folder: \(data.path)
      model: \(TestModels.demo.path)
      threshold: 0
      before: 1s
      after: 1s
      record: continuous
      cameras:
        door: {source: "rtsp://127.0.0.1:\(cameras[0].port)/a"}
        yard: {source: "rtsp://127.0.0.1:\(cameras[1].port)/a"}
      """
    try Data(text.utf8).write(to: file)
    var random = SystemRandomNumberGenerator()
    var announced: [String] = []
    for _ in 0..<Self.kills {
      let station = try VigilCommand(["run", file.path])
      // Some before anything was announced, some long after.
      if Bool.random(using: &random) || announced.isEmpty { #expect(station.waitForError(" event=")) }
      usleep(UInt32.random(in: 0...2_500_000, using: &random))
      kill(station.identifier, SIGKILL)
      announced += Self.events(in: station.finish().errors)
    }
    let last = try VigilCommand(["run", file.path])
    #expect(last.waitForError(" event="))
    last.interrupt()
    let outcome = last.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    announced += Self.events(in: outcome.errors)

    // Opening it as a station would checks its integrity, and closes what was open: nothing is.
    let store = try StationStore(folder: data)
    #expect(store.opening.interruptedEvents.isEmpty)
    let events = try store.events(EventQuery(limit: 10_000))
    let stored = events.map { String($0.id.uuidString.prefix(8).lowercased()) }
    #expect(announced.count >= 3)
    for id in announced { #expect(stored.count { $0 == id } == 1, "event \(id)") }
    #expect(events.allSatisfy { $0.state != .open })
    let files = try store.files(FileQuery(limit: 100_000))
    #expect(files.allSatisfy { $0.isFinished })
    let clips = files.filter { $0.kind == .clip }
    #expect(!clips.isEmpty && files.contains { $0.kind == .segment })
    for file in files where file.kind == .clip || file.kind == .segment {
      let frames = try CommandLineTool.frameCount(data.appending(path: file.path).path)
      #expect((frames ?? 0) > 0, "\(file.path)")
    }
    for event in events { #expect(try store.manifests(of: event.id).count == 1, "event \(event.id)") }
    try store.close()
    let verdict = try VigilCommand.run("verify", data.path)
    #expect(verdict.status == 0, "\(verdict.output)\(verdict.errors)")
  }

  /// The events that a log announces, as alarms or for review.
  private static func events(in log: String) -> [String] {
    log.split(separator: "\n").compactMap { line in
      line.firstRange(of: "event=").map { String(line[$0.upperBound...].prefix(8)) }
    }
    .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
