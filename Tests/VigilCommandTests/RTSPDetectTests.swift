import Foundation
import Testing
import VigilTestSupport

@Suite(
  .enabled(if: RTSPServer.isInstalled, "GStreamer's RTSP server is not installed"), .timeLimit(.minutes(15)))
struct `Detect on a camera` {
  @Test func `goes on when the server is killed and comes back`() throws {
    let folder = try TemporaryFolder()
    let results = folder.appending("results")
    let server = try RTSPServer(user: "viewer", password: "s3cret")
    let command = try VigilCommand(
      ["detect", "rtsp://viewer:s3cret@127.0.0.1:\(server.port)/test"] + fast
        + ["--json", "--output", results.path, "--video", "--silence-limit", "3"])
    #expect(command.waitForOutput("\"type\":\"snippet\"", times: 4))
    let before = Self.residentKiB(command.identifier)
    server.kill()
    let successor = try RTSPServer(port: server.port, user: "viewer", password: "s3cret")
    #expect(command.waitForOutput("\"type\":\"gap\""))
    #expect(command.waitForOutput("\"type\":\"snippet\"", times: 10))
    let after = Self.residentKiB(command.identifier)
    command.interrupt()
    let outcome = command.finish()
    successor.kill()

    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(!(outcome.errors + outcome.output).contains("s3cret"))
    let gap = try #require(outcome.objects("gap").first)
    let (start, end) = (try #require(gap["start"] as? Double), try #require(gap["end"] as? Double))
    #expect(end > start)
    // Snippets lie on either side of the gap, none in it.
    for snippet in outcome.objects("snippet") {
      let (from, to) = (try #require(snippet["start"] as? Double), try #require(snippet["end"] as? Double))
      #expect(to <= start + 0.2 || from >= end - 0.001, "\(from) to \(to)")
    }
    #expect(outcome.objects("snippet").contains { ($0["start"] as? Double ?? 0) >= end - 0.001 })
    #expect(outcome.objects("lost").first?["start"] as? Double == start)
    // Usually one; two if the hour struck meanwhile.
    let parts = try FileManager.default.contentsOfDirectory(atPath: results.path)
      .map { results.appending(path: $0) }
    #expect((1...2).contains(parts.count))
    let gaps = try parts.map { part in
      let scores = try JSONSerialization.jsonObject(
        with: Data(contentsOf: part.appending(path: "scores.json")))
      return try #require((scores as? [String: Any])?["gaps"] as? [Any]).count
    }
    #expect(gaps.reduce(0, +) == outcome.objects("gap").count)
    let frames = try parts.map {
      try #require(try CommandLineTool.frameCount($0.appending(path: "annotated.mp4").path))
    }
    #expect(frames.reduce(0, +) > 100)
    if let before, let after {
      #expect(after - before < 32 << 10, "\(before) KiB before, \(after) KiB after")
    }
  }

  private static func residentKiB(_ process: Int32) -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else {
      return nil
    }
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS") }
    return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }
  }
}
