import Foundation
import Testing
import VigilTestSupport

/// What `vigil run` answers over HTTP, asked by curl.
@Suite(.ownThread, .timeLimit(.minutes(15))) struct `A station over HTTP` {
  @Test func `shows its cameras, events, scores and clips, and tells of what changes`() throws {
    let camera = try FakeCamera { $0.rate = 25 }
    defer { withExtendedLifetime(camera) {} }
    let folder = try TemporaryFolder()
    let file = """
      folder: data
      listen: 127.0.0.1:0
      metrics_token: 0123456789abcdef
      model: \(TestModels.demo.path)
      threshold: 0
      longest_event: 30s
      before: 1s
      after: 1s
      cameras: {door: {source: "rtsp://127.0.0.1:\(camera.port)/a"}}

      """
    try Data(file.utf8).write(to: folder.appending("station.yaml"))
    let station = try VigilCommand(["run", "station.yaml"], in: folder.url)
    #expect(station.waitForError(" event="))
    let port = try #require(station.port)
    station.readErrorsOn()
    func curl(_ arguments: String...) throws -> String {
      try CommandLineTool.run("curl", ["-sS", "--max-time", "60"] + arguments)
    }
    func get(_ path: String) throws -> String { try curl("http://127.0.0.1:\(port)\(path)") }
    func objects(_ path: String, _ key: String) throws -> [[String: Any]] {
      let whole = try JSONSerialization.jsonObject(with: Data(try get(path).utf8)) as? [String: Any]
      return try #require(whole?[key] as? [[String: Any]], "\(path)")
    }
    #expect(try get("/healthz") == "ok\n")
    #expect(try get("/readyz").contains("true"))
    let door = try #require(try objects("/api/v1/cameras", "cameras").first)
    #expect(door["name"] as? String == "door" && door["state"] as? String == "watching")
    let score = try #require(door["score"] as? Double)
    #expect(score > 0 && score < 1)
    let event = try #require(try objects("/api/v1/events", "events").last?["id"] as? String)
    try waitUntil { try !objects("/api/v1/cameras/door/scores", "scores").isEmpty }
    let metrics = try get("/metrics")
    #expect(metrics.contains(#"vigil_camera_state{camera="door",state="watching"} 1"#), "\(metrics)")
    #expect(metrics.contains(#"vigil_camera_alarms_total{camera="door"} 1"#), "\(metrics)")
    if let promtool = CommandLineTool.path(of: "promtool") {
      let text = folder.appending("metrics")
      try Data(metrics.utf8).write(to: text)
      _ = try CommandLineTool.run("sh", ["-c", "\(promtool) check metrics <\(text.path)"])
    }
    // What goes on is told as it does.
    let stream = try? CommandLineTool.run(
      "sh", ["-c", "curl -sS --max-time 5 http://127.0.0.1:\(port)/api/v1/stream || true"])
    #expect(stream?.contains("event: camera") == true, "\(stream ?? "")")
    let snooze = try curl(
      "-X", "PUT", "--json", #"{"armed": false}"#, "http://127.0.0.1:\(port)/api/v1/cameras/door/armed")
    #expect(snooze.contains(#""value":"no""#), "\(snooze)")
    try waitUntil { try get("/api/v1/cameras/door").contains("disarmed by") }
    // The event ends, and its clip can be fetched.
    camera.stop()
    var clip: [String: Any]?
    try waitUntil {
      clip = try objects("/api/v1/events/\(event)/files", "files").first {
        $0["kind"] as? String == "clip" && $0["finished"] as? Bool == true
      }
      return clip != nil
    }
    let url = try #require(clip?["href"] as? String)
    let fetched = folder.appending("fetched.mp4")
    _ = try curl("--output", fetched.path, "http://127.0.0.1:\(port)\(url)")
    #expect(try CommandLineTool.frameCount(fetched.path) ?? 0 > 0)
    station.interrupt()
    let outcome = station.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(!outcome.errors.contains("0123456789abcdef"))
  }

  @Test(arguments: [
    ("listen: 0.0.0.0:0", "users add"), ("certificate: no.pem\ncertificate_key: no.key", "no.pem"),
  ])
  func `does not start where it would not be as its file says`(line: String, word: String) throws {
    let folder = try TemporaryFolder()
    let text = "folder: data\n\(line)\nmodel: \(TestModels.demo.path)\ncameras: {a: {source: none.mp4}}\n"
    try Data(text.utf8).write(to: folder.appending("station.yaml"))
    let outcome = try VigilCommand.run("run", "station.yaml", in: folder.url)
    #expect(outcome.status == 78, "\(outcome.errors)")
    let lines = outcome.errorLines.filter { $0.hasPrefix("station.yaml: ") }
    #expect(lines.count == 1 && lines[0].contains(word), "\(outcome.errors)")
  }
}
