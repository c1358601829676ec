import Foundation
import Testing
import VigilStore
import VigilTestSupport

/// `vigil recordings`, beside `vigil run` that records a camera.
@Suite(.ownThread, .timeLimit(.minutes(15))) struct `Continuous recordings on the command line` {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func vigil(_ arguments: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(["recordings"] + arguments, in: folder.url, environment: ["TZ": "UTC"]).finish()
  }

  private func cut(_ arguments: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(
      ["recordings", "cut", "station.yaml"] + arguments + ["--output", "gate.mp4"], in: folder.url,
      environment: ["TZ": "UTC"]
    ).finish()
  }

  @Test func `are listed and cut while the station runs, and after it`() throws {
    let camera = try FakeCamera { $0.rate = 25 }
    defer { withExtendedLifetime(camera) {} }
    let file = """
      folder: data
      listen: 127.0.0.1:0
      model: \(TestModels.demo.path)
      record: continuous
      threshold: 1
      cameras: {gate: {source: "rtsp://127.0.0.1:\(camera.port)/a"}}

      """
    try Data(file.utf8).write(to: folder.appending("station.yaml"))
    let station = try VigilCommand(["run", "station.yaml"], in: folder.url)
    station.readErrorsOn()
    try waitUntil(
      {
        let store = try? StationStore(reading: folder.appending("data"))
        return try store?.files(FileQuery(kinds: [.segment], isFinished: true)).isEmpty == false
      }, within: 300)

    // Between two files there is a moment in which none grows.
    var line: [String: Any] = [:]
    try waitUntil(
      {
        line = try #require(try vigil("list", "station.yaml", "--json").objects.first)
        return line["growing"] as? Bool == true
      }, within: 300)
    #expect(line["camera"] as? String == "gate")
    #expect(line["bytes"] as? Int ?? 0 > 1000)
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    let start = try Date(try #require(line["start"] as? String), strategy: style)
    var table = ""
    try waitUntil(
      {
        table = try vigil("list", "station.yaml", "--camera", "gate", "--since", "1h").output
        return table.contains(" so far  ")
      }, within: 300)
    #expect(table.contains("gate    20"), "\(table)")
    #expect(try vigil("list", "station.yaml", "--camera", "yard").output == "no such recordings\n")

    // From within the recording to now.
    let since = (start + 5).ISO8601Format()
    let first = try cut("gate", "--since", since, "--until", "0s")
    #expect(first.status == 0 && first.output.hasPrefix("gate.mp4: 20"), "\(first.output)\(first.errors)")
    #expect(first.output.contains("160x120 h264"))
    #expect(try CommandLineTool.frameCount(folder.path("gate.mp4")) ?? 0 > 100)
    let again = try cut("gate", "--since", since, "--until", "0s")
    #expect(again.status == 1 && again.errors.contains("already there") && again.errorLines.count == 1)
    // From before it on, in the place of the first.
    let whole = try cut("gate", "--since", "1h", "--until", "0s", "--replace")
    #expect(whole.output.contains("nothing was recorded from "), "\(whole.output)\(whole.errors)")

    station.interrupt()
    #expect(station.finish().status == 0)
    #expect(try !vigil("list", "station.yaml").output.contains("so far"))
    let json = try cut("gate", "--since", since, "--until", "0s", "--replace", "--json")
    let object = try #require(json.objects.first)
    let files = try #require(object["files"] as? [[String: Any]])
    let begin = try Date(try #require(files.first?["start"] as? String), strategy: style)
    // From the whole second, and with the key frame before; there are 2.5 a second.
    #expect((-1.6...0.1).contains(begin.timeIntervalSince(start + 5)), "\(begin)")
    #expect(files.count == 1 && files[0]["width"] as? Int == 160)
    #expect(
      try CommandLineTool.frameCount(folder.path("gate.mp4")) == files[0]["pictures"] as? Int)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
    #expect(names == ["data", "gate.mp4", "station.yaml"], "nothing half-written is left")
  }

  @Test func `are told not to be there in one line`() throws {
    try StationStore(folder: folder.url).close()
    let empty = try vigil("list", ".")
    #expect(empty.status == 0 && empty.output.hasPrefix("no continuous recordings: "))
    for (arguments, status, reason) in [
      (["--since", "2h", "--until", "1h", "--output", "a.mp4"], 1, "no continuous recordings of a camera"),
      (["--since", "1h", "--until", "2h", "--output", "a.mp4"], 64, "--since is not before --until"),
      (["--since", "3d", "--until", "1h", "--output", "a.mp4"], 64, "at most a day"),
      (["--since", "2h", "--until", "1h", "--output", "a.mkv"], 64, "--output takes the name of a video"),
    ] {
      let outcome = try VigilCommand(["recordings", "cut", ".", "gate"] + arguments, in: folder.url).finish()
      #expect(outcome.status == Int32(status) && outcome.errors.contains(reason), "\(outcome.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path("a.mp4")))
    let store = try StationStore(folder: folder.url)
    let start = Date() - 60
    _ = try store.add(
      StoredFile(
        camera: "gate", kind: .segment, path: "recordings/gate/2026-11-28/021407-7f3a09c1.mp4", bytes: 8,
        start: start, end: start + 10, isFinished: true))
    try store.close()
    let other = try VigilCommand(
      ["recordings", "cut", ".", "gate", "--since", "2h", "--until", "1h", "--output", "a.mp4"],
      in: folder.url
    ).finish()
    #expect(other.status == 1 && other.errorLines.count == 1, "\(other.errors)")
    #expect(other.errors.contains("nothing was recorded of gate from "), "\(other.errors)")
  }
}
