import Foundation
import Synchronization
import Testing
import VigilCore
import VigilDetection
import VigilMedia
import VigilPipeline
import VigilReport
import VigilSinks
import VigilTestSupport

@Suite struct `The outputs of a detection` {
  let folder: TemporaryFolder
  let output: URL
  let log = LogRecord()
  var updates = Updates(isLive: false)

  private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
  }
  /// What was printed as results, and what the screen of the progress showed.
  private let printed = Lines()
  private let screen = Lines()

  init() throws {
    folder = try TemporaryFolder()
    output = folder.appending("out")
  }

  /// Outputs of a source that nobody reads.
  private func outputs(
    of source: String = "lavfi:testsrc", mode: DetectionMode = .online, hasScreen: Bool = false,
    showsResults: Bool = false, _ change: (inout DetectionOutputs.Request) -> Void
  ) throws -> DetectionOutputs {
    var request = DetectionOutputs.Request()
    change(&request)
    let shown = ProgressScreen(columns: { 100 }, hasBlocks: false) { [screen] in screen.add($0) }
    return try DetectionOutputs(
      request, of: DetectionOutputs.Watched(MediaSource(source), canBeReadAgain: false),
      provenance: Updates.provenance(mode),
      terminal: RunTerminal(
        screen: hasScreen ? shown : nil, showsResults: showsResults, write: { [printed] in printed.add($0) }),
      stop: StopRequest(), log: log.logger())
  }

  /// Scores a snippet above the threshold, which is an event.
  private mutating func score(_ outputs: inout DetectionOutputs) async throws {
    for update in updates.snippet(0, 0.75) { try await outputs.take(update) }
    try await outputs.take(updates.event(.began, from: 0, to: 0))
    try await outputs.take(updates.event(.ended, from: 0, to: 0))
  }

  @Test mutating func `in JSON are lines alone, the end last`() async throws {
    var outputs = try outputs(hasScreen: true) { ($0.printsJSON, $0.explainsMemory) = (true, true) }
    outputs.memory?.writePlan()
    try await score(&outputs)
    try await outputs.finish(updates.counts, ending: .endOfSource)
    let types = try printed.all.map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])["type"]
        as? String
    }
    #expect(types == ["start", "memory", "snippet", "event-began", "event", "memory", "end"])
    #expect(screen.all.isEmpty)
  }

  @Test mutating func `in text are events, a summary, and then the memory`() async throws {
    var outputs = try outputs { ($0.folder, $0.explainsMemory) = (output.path, true) }
    try await score(&outputs)
    try await outputs.finish(updates.counts, ending: .endOfSource)
    #expect(printed.all.count > 4)
    #expect(printed.all[0].hasPrefix("event 0.00 s to 1.00 s"))
    #expect(printed.all[1].hasPrefix("1 snippets, 16 frames, 1 events"))
    #expect(printed.all[2] == "results in \(output.path)")
    #expect(printed.all[3].hasPrefix("memory at the end"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: output.path).contains("report.html"))
  }

  @Test(arguments: [(false, false, 1), (false, true, 1), (true, false, 1), (true, true, 0)])
  mutating func `write an event beside the progress only where it is not seen`(
    hasScreen: Bool, showsResults: Bool, lines: Int
  ) async throws {
    var outputs = try outputs(hasScreen: hasScreen, showsResults: showsResults) { _ in }
    try await score(&outputs)
    #expect(printed.all.count == lines)
    #expect(screen.all.contains { $0.contains("event 0.00 s") } == hasScreen)
  }

  @Test mutating func `compare modes in one line of text`() async throws {
    var outputs = try outputs(mode: .offline) { $0.comparesModes = true }
    try await score(&outputs)
    if case .scored(let score) = updates.snippet(0, 0.5)[1].content {
      try await outputs.take(DetectionUpdate(.compared(score), counts: updates.counts))
    }
    try await outputs.finish(updates.counts, ending: .endOfSource)
    #expect(printed.all.count { $0.hasPrefix("online differs from offline by 0.2500") } == 1)
  }

  @Test mutating func `replace a video of earlier scores, once there are new ones`() async throws {
    var earlier = try outputs { $0.folder = output.path }
    try await score(&earlier)
    try await earlier.finish(updates.counts, ending: .endOfSource)
    let video = output.appending(path: ResultFolder.annotatedVideo)
    try Data("earlier".utf8).write(to: video)
    // A run that scored nothing leaves the earlier result.
    var failed = try outputs { $0.folder = output.path }
    await failed.giveUp()
    var interrupted = try outputs { $0.folder = output.path }
    try await interrupted.finish(PipelineCounts(), ending: .interrupted)
    #expect(printed.all.last == "nothing was scored; \(output.path) is as it was")
    #expect(FileManager.default.fileExists(atPath: video.path))
    var next = try outputs { $0.folder = output.path }
    try await score(&next)
    try await next.finish(updates.counts, ending: .endOfSource)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: output.path).sorted()
        == ["events.json", "report.html", "scores.csv", "scores.json"])
  }

  @Test mutating func `of a camera go on when its folder fails, those of a recording do not`() async throws {
    for (source, goesOn) in [("rtsp://127.0.0.1:9/street", true), ("lavfi:testsrc", false)] {
      let place = folder.appending(goesOn ? "camera" : "recording")
      var outputs = try outputs(of: source) {
        $0.folder = place.path
        $0.printsJSON = true
        $0.rotation = ResultRotation(period: 1e-9, keep: nil)
      }
      // The folder turns into a file: the part can neither be completed nor can the next begin.
      for update in updates.snippet(0, 0.25) { try? await outputs.take(update) }
      try FileManager.default.removeItem(at: place)
      try Data().write(to: place)
      var failures = 0
      for update in updates.snippet(1, 0.25) {
        do { try await outputs.take(update) } catch { failures += 1 }
      }
      #expect((failures == 0) == goesOn)
      #expect(
        log.entries.count { $0.hasPrefix("error: results: ") } == 1, "the recording reports by its error")
      guard goesOn else { continue }
      await #expect(throws: SinkError.self) {
        try await outputs.finish(updates.counts, ending: .interrupted)
      }
    }
  }

  @Test func `refuse a folder with other files before anything else`() throws {
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    try Data().write(to: output.appending(path: "thesis.tex"))
    #expect(throws: ReportError.self) {
      try outputs { ($0.folder, $0.printsJSON, $0.explainsMemory) = (output.path, true, true) }
    }
    #expect(printed.all.isEmpty)
  }
}
