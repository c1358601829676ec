import Foundation
import Testing
import VigilTestSupport

/// A recording that is played as a camera, for ever.
@Suite(.timeLimit(.minutes(15))) struct `Detect without an end` {
  let folder: TemporaryFolder
  let clip: URL
  let results: URL

  init() throws {
    folder = try TemporaryFolder()
    clip = folder.appending("clip.mp4")
    results = folder.appending("results")
    try Clips.make(clip, sound: false)
  }

  func start(_ more: String...) throws -> VigilCommand {
    try VigilCommand(
      ["detect", clip.path] + fast
        + ["--live", "--loop", "forever", "--json", "--threshold", "0.01", "--output", results.path] + more)
  }

  var parts: [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: results.path)) ?? []
    return names.sorted().map { results.appending(path: $0) }
  }

  func json(_ file: URL) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
  }

  static let whole = ["events.json", "report.html", "scores.csv", "scores.json"]

  @Test func `leaves what was found when it is killed, and the next run completes it`() throws {
    let command = try start("--video")
    // The video is on the disk in pieces of two seconds, three snippets.
    #expect(command.waitForOutput("\"type\":\"snippet\"", times: 9))
    kill(command.identifier, SIGKILL)
    let printed = command.finish().scores
    let part = try #require(parts.first)
    // Rows can be read as they are.
    let rows = try String(contentsOf: part.appending(path: "scores.csv.partial"), encoding: .utf8)
    #expect(rows.split(separator: "\n").count >= printed.count + 1)

    let next = try start("--snippets", "2").finish()
    #expect(next.status == 0, "\(next.errors)")
    #expect(parts.count == 2)
    for part in parts {
      let names = try FileManager.default.contentsOfDirectory(atPath: part.path)
      #expect(names.sorted() == (part == parts[0] ? ["annotated.mp4"] : []) + Self.whole)
    }
    let frames = try CommandLineTool.frameCount(part.appending(path: "annotated.mp4").path)
    #expect(try #require(frames) >= 32)
    let scores = try json(part.appending(path: "scores.json"))
    let snippets = try #require(scores["snippets"] as? [[String: Any]])
    #expect(snippets.count >= printed.count && printed.count >= 9)
    #expect(snippets.prefix(printed.count).compactMap { $0["score"] as? Double } == printed)
    #expect(snippets.allSatisfy { $0["date"] is String })
    #expect((scores["summary"] as? [String: Any])?["ending"] as? String == "interrupted")
    // All scores are above the threshold: the event was still open.
    let events = try #require(try json(part.appending(path: "events.json"))["events"] as? [[String: Any]])
    #expect(events.count == 1)
    #expect(events.first?["last_snippet"] as? Int == snippets.last?["snippet"] as? Int)
    let page = try String(contentsOf: part.appending(path: "report.html"), encoding: .utf8)
    #expect(page.contains("1 event") && page.contains("<svg"))
  }

  @Test func `begins a new folder when its time has come, and keeps the newest`() throws {
    let command = try start("--rotate", "1s", "--keep", "2", "--video")
    #expect(command.waitForOutput("\"type\":\"snippet\"", times: 8))
    command.interrupt()
    let outcome = command.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(parts.count == 2)
    var last = -1
    for part in parts {
      let names = try FileManager.default.contentsOfDirectory(atPath: part.path)
      #expect(names.filter { $0 != "annotated.mp4" }.sorted() == Self.whole, "\(names)")
      // The last one may end before its first frame is shown.
      #expect(names.contains("annotated.mp4") || part == parts.last)
      let scores = try json(part.appending(path: "scores.json"))
      let indices = try #require(scores["snippets"] as? [[String: Any]]).compactMap { $0["snippet"] as? Int }
      // Snippets are counted over all folders.
      #expect(try #require(indices.first) > last)
      last = try #require(indices.last)
    }
    #expect(last == outcome.objects("snippet").last?["snippet"] as? Int)
  }

  @Test func `writes one folder when asked to`() throws {
    let outcome = try start("--rotate", "off", "--snippets", "2").finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(parts.map(\.lastPathComponent) == Self.whole)
    let ids = outcome.objects("event").map { $0["id"] as? String }
    #expect(!ids.isEmpty && !ids.contains(nil))
    // Told while it lasts, and once more when it is final.
    let began = outcome.objects("event-began")
    #expect(began.map { $0["id"] as? String } == ids)
    #expect(began.allSatisfy { $0["phase"] as? String == "began" && $0["revision"] as? Int == 0 })
    let types = outcome.objects.compactMap { $0["type"] as? String }
    #expect(types.prefix(3) == ["start", "snippet", "event-began"] && types.suffix(2) == ["event", "end"])
    let start = try #require(outcome.objects("start").first?["provenance"] as? [String: Any])
    #expect((start["rules"] as? [String: Any])?["maximum_seconds"] as? Double == 600)
  }

  @Test func `does not divide what is scored at the end`() throws {
    let outcome = try VigilCommand.run(
      "detect", clip.path, "--model", "test-weights-narrow", "--crops", "1", "--rotate", "1h", "--output",
      results.path)
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains("--rotate"))
    #expect(parts.isEmpty)
  }

  @Test(arguments: [[], ["--output"]]) func `refuses a number of parts where there are none`(output: [String])
    throws
  {
    let outcome = try VigilCommand(
      ["detect", clip.path, "--model", "test-weights-narrow", "--keep", "3"]
        + output.flatMap { [$0, results.path] }
    ).finish()
    #expect(outcome.status != 0 && outcome.errorLines.first?.contains("--keep") == true, "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: results.path))
  }
}
