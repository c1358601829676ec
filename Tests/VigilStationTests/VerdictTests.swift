import Foundation
import Testing
import VigilCore
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

/// A database, and programs of Python that are asked of its events.
private final class VerdictBench {
  let folder: TemporaryFolder
  let store: StationStore
  let log = LogRecord()
  let archive: Archive
  let verdicts: Verdicts
  private let python: String

  init() throws {
    folder = try TemporaryFolder()
    python = try #require(CommandLineTool.path(of: "python3"))
    store = try StationStore(folder: folder.appending("station"))
    archive = Archive(store, board: StationBoard(), log: log.logger())
    verdicts = Verdicts(
      archive, folder: store.folder,
      environment: ["PATH": "/usr/bin:/bin", "CANARY": "canary", "TZ": "UTC"], clocks: .machine,
      log: log.logger())
  }

  /// Has a script asked of the events of a camera.
  func ask(_ script: String, timeout: Double = 60, severity: [ChannelSettings.Severity] = [.alarm]) throws {
    var camera = CameraSettings()
    camera.name = "gate"
    let file = folder.appending("check.py")
    try Data(script.utf8).write(to: file)
    camera.verify = try ProgramCommand.read(.list([.text(python), .text(file.path)]))
    (camera.verifyTimeout, camera.verifySeverity) = (Seconds(timeout), severity)
    verdicts.follow([camera])
  }

  @discardableResult func end(_ severity: EventSeverity = .alarm, camera: String = "gate") throws
    -> StoredEvent
  {
    let event = StoredEvent(
      id: UUID(), camera: camera, severity: severity, state: .ended, start: Date() - 20, end: Date() - 10,
      peakScore: 0.9, peakDate: Date() - 15, threshold: 0.5, model: "demo")
    try store.put(event)
    verdicts.expect(event)
    verdicts.judge(event)
    return event
  }

  /// Asks until something holds.
  func running(until what: String, _ holds: () throws -> Bool) async throws {
    let (stop, verdicts) = (StopRequest(), verdicts)
    let task = Task { await verdicts.run(until: stop) }
    let deadline = Clocks.machine.now() + 300
    while try !holds() {
      guard Clocks.machine.now() < deadline else {
        Issue.record("waited in vain: \(what)\n\(log.entries.joined(separator: "\n"))")
        break
      }
      try await Task.sleep(for: .milliseconds(20))
    }
    stop.request()
    await task.value
    await archive.tend()
  }

  func verdict(on event: StoredEvent) throws -> EventVerdict? { try store.event(event.id)?.verdict }

  func judged(_ event: StoredEvent) async throws -> EventVerdict {
    try await running(until: "a verdict") { try verdict(on: event) != nil }
    return try #require(try verdict(on: event))
  }
}

@Suite(.ownThread, .serialized, .timeLimit(.minutes(15))) struct `A program that judges events` {
  @Test func `is given the event and its files, and no more of the environment than commands are`()
    async throws
  {
    let bench = try VerdictBench()
    try bench.ask(
      """
      import json, os, sys
      asked = json.load(sys.stdin)
      assert os.path.isabs(asked["picture"]) and os.path.exists(asked["picture"])
      assert [open(clip).read() for clip in asked["clips"]] == ["1", "2"]
      words = [asked["event"]["id"], asked["event"]["camera"], str("CANARY" in os.environ), os.getcwd()]
      print("noise for the log", file=sys.stderr)
      print(json.dumps({"verdict": "real", "confidence": 0.75, "text": " ".join(words)}))
      """)
    let event = StoredEvent(
      id: UUID(), camera: "gate", severity: .alarm, state: .ended, start: Date() - 20, end: Date() - 10,
      peakScore: 0.9, peakDate: Date() - 15, threshold: 0.5, model: "demo")
    try bench.store.put(event)
    for (path, kind, second) in [
      ("2.mp4", FileKind.clip, 5.0), ("1.mp4", .clip, 0), ("1.jpg", .picture, 0),
    ] {
      try Data(path.prefix(1).utf8).write(to: bench.store.folder.appending(path: path))
      _ = try bench.store.add(
        StoredFile(
          camera: "gate", kind: kind, event: event.id, path: path, bytes: 1,
          start: event.start + second, end: event.end, isFinished: true))
    }
    bench.verdicts.expect(event)
    bench.verdicts.judge(event)
    let verdict = try await bench.judged(event)
    #expect(verdict.kind == .real && verdict.confidence == 0.75 && verdict.seconds > 0)
    #expect(verdict.text == "\(event.id.uuidString.lowercased()) gate False /")
    #expect(verdict.by.hasPrefix("python3") && !verdict.by.contains("/"))
    let stored = try #require(try bench.store.event(event.id))
    #expect(stored.severity == .alarm && stored.revision == 2)
    #expect(bench.verdicts.counts.said == [.real: 1] && bench.verdicts.counts.waiting == 0)
  }

  private static let failures: [(script: String, why: String)] = [
    ("print('garbage')", "it wrote no object with a verdict"),
    ("print('{\"verdict\": \"maybe\"}')", "its verdict is none of real, false and unsure"),
    ("print('{\"verdict\": \"failed\"}')", "its verdict is none of real, false and unsure"),
    ("print('{\"verdict\": \"real\", \"confidence\": 7}')", "its confidence is not between 0 and 1"),
    ("print('{\"verdict\": \"real\"} and more')", "it wrote no object with a verdict"),
    ("pass", "it wrote no object with a verdict"),
    ("import sys\nsys.stdout.write('x' * 10_000_000)", "it wrote 10000000 bytes"),
    (
      "import sys\nprint('{\"verdict\": \"real\"}')\nsys.exit('no\\x1b[31m\\u202e room at https://vlm.example/?key=canary')",
      "it ended with status 1; the log has what it wrote"
    ),
    ("import os\nos.kill(os.getpid(), 9)", "it was killed by signal 9"),
    ("import time\ntime.sleep(1000)", "it had not ended after 2 s"),
    (
      "import time\nprint('{\"verdict\": \"real\"}', flush=True)\ntime.sleep(1000)",
      "it had not ended after 2 s"
    ),
  ]

  @Test(arguments: failures.indices) func `that says nothing usable has failed, which is told once`(
    index: Int
  ) async throws {
    let (script, why) = Self.failures[index]
    let bench = try VerdictBench()
    try bench.ask(script, timeout: why.contains("2 s") ? 2 : 120)
    let verdict = try await bench.judged(try bench.end())
    #expect(verdict.kind == .failed && verdict.text.contains(why), "\(verdict.text)")
    #expect(verdict.text.count <= 500)
    #expect(!verdict.text.contains("\u{1b}") && !verdict.text.contains("\u{202e}"))
    _ = try await bench.judged(try bench.end())
    let lines = bench.log.entries.filter { $0.contains("an event was not judged") }
    #expect(lines.count == 2 && lines[0].contains(why))
    let notices = try bench.store.notices(NoticeQuery(kind: "verify"))
    #expect(notices.count == 1 && notices[0].end == nil && notices[0].message.contains(why))
    // What it wrote to its standard error is for the log only: viewers and all channels have the rest.
    #expect(lines[0].contains("canary") == script.contains("canary"))
    #expect(!"\(verdict) \(notices)".contains("canary"))
    #expect(!lines[0].contains("\u{1b}") && !lines[0].contains("\u{202e}"))
    #expect(bench.verdicts.counts.said == [.failed: 2])
    // One that succeeds ends the notice.
    try bench.ask("print('{\"verdict\": \"unsure\"}')")
    #expect(try await bench.judged(try bench.end()).kind == .unsure)
    try await bench.running(until: "the end of the notice") {
      try bench.store.notices(NoticeQuery(kind: "verify")).allSatisfy { $0.end != nil }
    }
  }

  @Test func `is done with when it ends, and what it has forked ends with it`() async throws {
    let bench = try VerdictBench()
    let file = bench.folder.path("child")
    try bench.ask(
      """
      import os, time
      child = os.fork()
      if child == 0:
        while True: time.sleep(1)
      open("\(file)", "w").write(str(child))
      print('{"verdict": "false", "text": "\\\\u0007a\\\\ncat \\\\u202e"}')
      """)
    let verdict = try await bench.judged(try bench.end())
    #expect(verdict.kind == .falseAlarm && verdict.text == " a cat  ")
    let child = try #require(pid_t(try String(contentsOfFile: file, encoding: .utf8)))
    try await bench.running(until: "the child is dead") {
      let state = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
      return kill(child, 0) != 0 || state?.contains(") Z ") == true
    }
  }

  @Test func `is asked of what the file says only, and of so much at most`() async throws {
    let bench = try VerdictBench()
    try bench.ask("print('{\"verdict\": \"real\"}')")
    let others = [try bench.end(.review), try bench.end(camera: "yard")]
    await bench.archive.tend()
    #expect(try bench.store.eventsWithoutVerdict() == [] && bench.verdicts.counts.waiting == 0)
    for _ in 0..<Verdicts.mostWaiting { try bench.end() }
    let late = try bench.end()
    await bench.archive.tend()
    #expect(bench.verdicts.counts.dropped == 1 && bench.verdicts.counts.waiting == Verdicts.mostWaiting)
    let verdict = try #require(try bench.verdict(on: late))
    #expect(verdict.kind == .failed && verdict.text == "100 other events waited to be judged")
    for event in others { #expect(try bench.verdict(on: event) == nil) }
    try await bench.running(until: "there is room") { bench.verdicts.counts.waiting == 0 }
    #expect(bench.verdicts.counts.said[.real] ?? 0 >= Verdicts.mostWaiting - 1)
    try bench.ask("print('{\"verdict\": \"real\"}')", severity: [.review])
    #expect(try await bench.judged(try bench.end(.review)).kind == .real)
  }

  @Test func `is asked again after a restart, three times at most, and not of what is old`() async throws {
    let bench = try VerdictBench()
    let began = bench.folder.path("began")
    try bench.ask("import time\nopen('\(began)', 'a').write('x')\ntime.sleep(1000)")
    let event = try bench.end()
    // Stopped by the station: that does not count.
    try await bench.running(until: "it runs") { FileManager.default.fileExists(atPath: began) }
    #expect(try bench.store.eventsWithoutVerdict().map(\.id) == [event.id])
    for number in 1...Verdicts.mostAttempts {
      #expect(try bench.store.beginVerdict(on: event.id) == number)
    }
    var old = event
    (old.id, old.start, old.end) = (UUID(), event.start - 90_000, event.end - 90_000)
    let interrupted = StoredEvent(
      id: UUID(), camera: "gate", severity: .alarm, state: .interrupted, start: event.start,
      end: event.end, peakScore: 0.9, peakDate: event.start, threshold: 0.5, model: "demo")
    for event in [old, interrupted] { try bench.store.put(event) }
    try bench.store.expectVerdict(on: old.id)
    try bench.ask("print('{\"verdict\": \"unsure\"}')")
    await bench.verdicts.resume([interrupted.id])
    await bench.archive.tend()
    #expect(try bench.store.eventsWithoutVerdict().map(\.id).contains(old.id) == false)
    // At once: what runs when it stops is asked again by the next start only.
    try await bench.running(until: "both verdicts") {
      try bench.verdict(on: event) != nil && bench.verdict(on: interrupted) != nil
    }
    let verdict = try #require(try bench.verdict(on: event))
    #expect(verdict.kind == .failed && verdict.text.contains("3 times") && verdict.by == "vigil")
    #expect(try bench.verdict(on: interrupted)?.kind == .unsure)
    #expect(try bench.verdict(on: old) == nil)
  }
}

@Suite(.ownThread, .timeLimit(.minutes(15))) struct `A station with a program that judges` {
  @Test func `raises its alarm at once, and has the verdict when the clip is whole`() async throws {
    let (bench, camera) = (try StationBench(), try FakeCamera { $0.rate = 25 })
    let sink = try WebhookSink()
    let python = try #require(CommandLineTool.path(of: "python3"))
    let script = bench.folder.appending("check.py")
    try Data(
      """
      import json, os, sys
      asked = json.load(sys.stdin)
      sizes = [os.path.getsize(path) for path in asked["clips"] + [asked["picture"]]]
      found = len(sizes) > 1 and min(sizes) > 1000 and asked["event"]["state"] == "ended"
      print(json.dumps({"verdict": "false" if found else "unsure", "confidence": 1, "text": "<b>a cat</b>"}))
      """.utf8
    ).write(to: script)
    try bench.write(
      "threshold: 0\nsilence: 2s\nafter: 1s\nverify: [\(python), \(script.path)]\n"
        + "notify:\n  phone:\n    url: \(sink.url)\n    health: false",
      ("door", "source: rtsp://127.0.0.1:\(camera.port)/main"))
    try await bench.running { station, _ in
      try await bench.until("door", isScored: 8, in: station)
      try await bench.until("an alarm is told") { !sink.requests.isEmpty }
      #expect(try station.store.events().first?.verdict == nil)
      camera.stop()
      try await bench.until("the verdict is told") {
        sink.requests.contains { $0.body.contains("vigil.event.judged") }
      }
      let event = try #require(try station.store.events().last)
      let verdict = try #require(event.verdict)
      #expect(verdict.kind == .falseAlarm && verdict.confidence == 1 && verdict.text == "<b>a cat</b>")
      #expect(event.severity == .alarm && event.state == .ended)
      #expect(try station.store.labels() == [])
      #expect(station.verdictCounts.said == [.falseAlarm: 1])
      let types = sink.requests.filter { $0.body.contains(event.id.uuidString.lowercased()) }.map { request in
        ["began", "ended", "judged"].first { request.body.contains("vigil.event.\($0)") } ?? request.body
      }
      #expect(types == ["began", "ended", "judged"])
      let page = try EventPage(event, in: station.store).lines().joined(separator: "\n")
      #expect(page.contains("false (1.00) by ") && page.contains(": <b>a cat</b>"))
    }
  }
}
