import Foundation
import Testing
import VigilTestSupport

/// One crop of the narrow networks: the whole way at a hundredth of the cost.
let fast = ["--model", "test-weights-narrow", "--crops", "1"]

@Suite struct `Detect` {
  let folder: TemporaryFolder
  let clip: URL

  init() throws {
    folder = try TemporaryFolder()
    clip = folder.appending("clip.mp4")
    try Clips.make(clip)
  }

  func detect(_ more: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(["detect", clip.path] + fast + more).finish()
  }

  @Test(arguments: [("rtfm", 7), ("paper", 7), ("gowtham", 6)])
  func `scores every snippet of a file`(preset: String, count: Int) throws {
    let outcome = try detect("--preset", preset, "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.scores.count == count)
    #expect(outcome.scores.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(Set(outcome.scores).count > 1)
    #expect(outcome.objects("end").first?["frames"] as? Int == (preset == "gowtham" ? 96 : 100))
  }

  @Test func `explains its memory before and after`() throws {
    let outcome = try detect("--online", "--explain-memory", "--json", "--window", "8")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let types = outcome.objects.compactMap { $0["type"] as? String }
    #expect(types.prefix(2) == ["start", "memory"] && types.suffix(2) == ["memory", "end"])
    let stages = outcome.objects("memory").map { stage in
      (stage["items"] as? [[String: Any]] ?? []).reduce(into: [String: Int]()) { items, item in
        items[item["name"] as? String ?? ""] = item["bytes"] as? Int
      }
    }
    let (plan, end) = (try #require(stages.first), try #require(stages.last))
    // One crop of 224 x 224 RGB pixels is prepared, in two snippets of sixteen frames.
    #expect(plan["prepared frames of 2 snippets"] == 2 * 16 * 3 * 224 * 224)
    // 512 features of 4 bytes.
    #expect(plan["features of the last 8 snippets, and a copy in order"] == 2 * 8 * 512 * 4)
    #expect((plan["extractor: weights in the model cache"] ?? 0) > 1 << 20)
    let peak = try #require(end["peak of all resident memory"])
    #expect((end["heaps and buffers, the most while scoring"] ?? .max) < peak)
    // Of the program alone: the tests that start it hold more.
    #expect(peak < 1 << 29)
    let told = try #require(outcome.objects("end").first?["peak_rss_mib"] as? Int)
    #expect((0...1).contains(told - peak >> 20), "\(told) MiB is told a moment after \(peak) bytes")
  }

  @Test func `gives the same scores twice`() throws {
    let (first, second) = (try detect("--json"), try detect("--json"))
    #expect(first.scores == second.scores)
    #expect(!first.scores.isEmpty)
  }

  @Test func `leaves a folder of results`() throws {
    let results = folder.appending("results")
    let outcome = try detect("--output", results.path, "--threshold", "0.3", "--video", "--compare")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: results.path).sorted()
    #expect(names == ["annotated.mp4", "events.json", "report.html", "scores.csv", "scores.json"])

    let rows = try String(contentsOf: results.appending(path: "scores.csv"), encoding: .utf8).split(
      separator: "\n")
    #expect(rows.first?.hasPrefix("snippet,start_frame,end_frame,start,end,score") == true)
    #expect(rows.count == 8)
    #expect(rows.last?.hasPrefix("6,96,100,3.84,4") == true, "\(rows.last ?? "")")

    let scores = try json(results.appending(path: "scores.json"))
    let provenance = try #require(scores["provenance"] as? [String: Any])
    #expect(provenance["vigil"] is String)
    #expect((provenance["preprocessing"] as? [String: Any])?["name"] as? String == "rtfm")
    #expect((scores["snippets"] as? [[String: Any]])?.count == 7)

    let events = try #require(try json(results.appending(path: "events.json"))["events"] as? [[String: Any]])
    #expect(!events.isEmpty)
    let page = try String(contentsOf: results.appending(path: "report.html"), encoding: .utf8)
    #expect(page.contains("<svg"))
    #expect(page.contains("data:image/jpeg;base64,"))
    #expect(!page.contains("<script"))
    #expect(page.contains("nothing"), "test weights come with a warning")
    #expect(outcome.output.contains("online differs from offline"))

    #expect(try CommandLineTool.frameCount(results.appending(path: "annotated.mp4").path) == 100)
    let sound = try CommandLineTool.run(
      "ffprobe",
      [
        "-v", "error", "-select_streams", "a", "-show_entries", "stream=codec_name", "-of", "csv=p=0",
        results.appending(path: "annotated.mp4").path,
      ])
    #expect(sound.contains("aac"))
  }

  @Test func `replaces an earlier result and refuses other folders`() throws {
    let results = folder.appending("results")
    #expect(try detect("--output", results.path, "--video").status == 0)
    #expect(try detect("--output", results.path).status == 0)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: results.path).sorted()
        == ["events.json", "report.html", "scores.csv", "scores.json"], "the video showed other scores")
    let refused = try detect("--output", folder.url.path)
    #expect(refused.status != 0)
    #expect(refused.errors.contains("not empty"))
    #expect(try folder.names() == ["clip.mp4", "results"])
  }

  @Test func `scores online as it goes`() throws {
    let (online, offline) = (try detect("--online", "--json", "--window", "4"), try detect("--json"))
    #expect(online.status == 0, "\(online.errors)")
    #expect(online.scores.count == offline.scores.count)
    #expect(online.scores != offline.scores)
    let (events, began) = (online.objects("event"), online.objects("event-began"))
    #expect(events.map { $0["first_snippet"] as? Int } == began.map { $0["first_snippet"] as? Int })
    #expect(offline.objects("event-began").isEmpty, "they are all found at the end")
  }

  @Test func `ends cleanly on Ctrl-C`() throws {
    let results = folder.appending("results")
    let command = try VigilCommand(
      ["detect", clip.path] + fast + ["--loop", "forever", "--json", "--output", results.path])
    #expect(command.waitForOutput("\"type\":\"snippet\"", times: 9))
    command.interrupt()
    let outcome = command.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.objects("end").first?["ending"] as? String == "interrupted")
    let scores = try json(results.appending(path: "scores.json"))
    #expect((scores["snippets"] as? [[String: Any]])?.count == outcome.scores.count)
    #expect(
      !(try FileManager.default.contentsOfDirectory(atPath: results.path).contains { $0.contains("partial") })
    )
  }

  @Test func `ends on Ctrl-C while it waits for its source, and leaves an earlier result`() throws {
    let results = folder.appending("results")
    #expect(try detect("--output", results.path, "--video").status == 0)
    let before = try FileManager.default.contentsOfDirectory(atPath: results.path).sorted()
    let rows = try Data(contentsOf: results.appending(path: "scores.csv"))
    // A pipe that nobody writes to: opening it waits for ever.
    try #require(mkfifo(folder.path("pipe"), 0o600) == 0)
    let command = try VigilCommand(["detect", folder.path("pipe")] + fast + ["--output", results.path])
    #expect(
      command.waitForError("the weights are not trained"), "the last that it says before it opens the source")
    command.interrupt()
    #expect(command.finish().status == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: results.path).sorted() == before)
    #expect(try Data(contentsOf: results.appending(path: "scores.csv")) == rows)
  }

  @Test func `says nothing on a pipe but results`() throws {
    let outcome = try detect()
    #expect(!outcome.errors.contains("\r"))
    #expect(outcome.errorLines.count == 1, "only the warning of untrained weights: \(outcome.errors)")
    #expect(outcome.output.contains("7 snippets, 100 frames"))
  }

  @Test func `writes logs as JSON when asked`() throws {
    let outcome = try detect("--log-format", "json", "--log-level", "debug")
    let records = try outcome.errorLines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) }
    #expect(records.count >= 14)
    #expect((records.first as? [String: String])?["level"] == "warning")
  }

  private func json(_ file: URL) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
  }
}

@Suite struct `Bad input to detect` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Expects one clear line, a non-zero status and nothing left behind.
  func expectRefusal(_ arguments: [String], saying text: String) throws {
    let before = try folder.names()
    let outcome = try VigilCommand(["detect"] + arguments + ["--output", "results"], in: folder.url).finish()
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains(text), "\(outcome.errors)")
    let lines = outcome.errorLines.filter { !$0.contains(" warning ") }
    #expect(lines.first?.hasPrefix("Error: ") == true, "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(try folder.names() == before)
  }

  @Test func `gets one clear line`() throws {
    try Data().write(to: folder.appending("empty.mp4"))
    try Data("not a video".utf8).write(to: folder.appending("text.mp4"))
    try expectRefusal(["missing.mp4"] + fast, saying: "missing.mp4")
    try expectRefusal(["empty.mp4"] + fast, saying: "empty.mp4")
    try expectRefusal(["text.mp4"] + fast, saying: "text.mp4")
    try expectRefusal(["."] + fast, saying: "folder")
    try expectRefusal(["text.mp4"], saying: "--model")
    try expectRefusal(["text.mp4", "--model", "nobody"], saying: "no model nobody")
    try expectRefusal(["text.mp4", "--threshold", "7"] + fast, saying: "--threshold")
    try expectRefusal(["text.mp4", "--crops", "3"] + fast, saying: "crops")
    try expectRefusal(["rtsp://127.0.0.1:9/x", "--offline"] + fast, saying: "offline")
    try expectRefusal(["text.mp4", "--display", "--loop", "0"] + fast, saying: "--loop")
  }

  @Test func `of a source or a screen that is not there leaves nothing behind`() throws {
    try Clips.make(folder.appending("clip.mp4"), frames: 32)
    for arguments in [["rtsp://127.0.0.1:9/x"], ["clip.mp4", "--display", "--loop", "forever"]] {
      let outcome = try VigilCommand(
        ["detect"] + arguments + fast + ["--output", "results", "--log-level", "error"], in: folder.url,
        environment: ["DISPLAY": "", "WAYLAND_DISPLAY": "", "SDL_VIDEODRIVER": "x11"]
      ).finish()
      #expect(outcome.status != 0)
      #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
      // What was scored before the window failed is a whole result.
      let left = (try? FileManager.default.contentsOfDirectory(atPath: folder.path("results"))) ?? []
      #expect(left.isEmpty || left.contains("report.html"), "\(left)")
      #expect(!left.contains { $0.contains("partial") }, "\(left)")
    }
    #expect(try VigilCommand(["detect", "clip.mp4", "--video"] + fast, in: folder.url).finish().status != 0)
  }

  @Test func `never shows a password`() throws {
    let outcome = try VigilCommand.run(
      "detect", "rtsp://admin:hunter2@127.0.0.1:9/stream", "--model", "test-weights-narrow", "--crops", "1",
      "--log-level", "trace", "--silence-limit", "1")
    #expect(outcome.status != 0)
    #expect(!(outcome.errors + outcome.output).contains("hunter2"))
    #expect(outcome.errors.contains("rtsp://***@127.0.0.1:9/stream"))
  }

  @Test func `without the engine names what is missing`() throws {
    try Clips.make(folder.appending("clip.mp4"), frames: 16)
    let outcome = try VigilCommand(
      ["detect", "clip.mp4"] + fast, in: folder.url, environment: ["VIGIL_OPENVINO": folder.url.path]
    ).finish()
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains("libopenvino_c.so") && outcome.errors.contains("fetch-openvino"))
  }
}
