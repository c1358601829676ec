import Foundation
import Testing
import VigilCore
import VigilDetection
import VigilPipeline
import VigilReport
import VigilSinks
import VigilTestSupport

@Suite struct `Result folders of a live run` {
  let folder: TemporaryFolder
  let output: URL
  let clock = ManualClock()
  var updates = Updates()

  init() throws {
    folder = try TemporaryFolder()
    output = folder.appending("out")
  }

  static let whole = ["events.json", "report.html", "scores.csv", "scores.json"]

  func sink(keep: Int? = nil, onPart: @escaping (URL) -> Void = { _ in }) throws -> ResultFolderSink {
    var options = ResultFolderSink.Options()
    options.isLive = true
    options.rotation = ResultRotation(period: 3600, keep: keep)
    options.clocks = clock.clocks
    options.onPart = onPart
    return try ResultFolderSink(output, provenance: Updates.provenance, options: options)
  }

  var parts: [String] { ResultParts.all(in: output).map(\.lastPathComponent) }

  func names(_ part: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: output.appending(path: part).path).sorted()
  }

  func json(_ file: String) throws -> [String: Any] {
    let data = try Data(contentsOf: output.appending(path: file))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  func snippets(_ part: String) throws -> [Int] {
    let rows = try #require(try json("\(part)/scores.json")["snippets"] as? [[String: Any]])
    return rows.compactMap { $0["snippet"] as? Int }
  }

  @Test mutating func `are one complete result for every hour`() async throws {
    var begun: [String] = []
    let sink = try sink { begun.append($0.lastPathComponent) }
    // From a quarter past six on, two snippets each in the hours of six, seven and nine.
    for (index, seconds) in [0, 0, 2700, 600, 6600, 600].enumerated() {
      clock.advance(seconds: Double(seconds))
      try await sink.take(updates.snippet(index, 0.25))
    }
    try await sink.finish(RunOutcome(frames: 96, elapsed: 10_500, ending: .interrupted))
    #expect(parts == ["2026-11-28T06-15-00Z", "2026-11-28T07-00-00Z", "2026-11-28T09-00-00Z"])
    #expect(begun == parts)
    for part in parts { #expect(try names(part) == Self.whole) }
    #expect(try parts.map(snippets) == [[0, 1], [2, 3], [4, 5]])
    let summaries = try parts.map { try #require(try json("\($0)/scores.json")["summary"] as? [String: Any]) }
    #expect(summaries.map { $0["frames"] as? Int } == [32, 32, 32])
    #expect(summaries.map { $0["ending"] as? String } == ["continued", "continued", "interrupted"])
    // The first part lasts until the update that begins the next one.
    #expect(summaries.map { $0["elapsed"] as? Double } == [2700, 7200, 600])
    let rows = try #require(try json("\(parts[1])/scores.json")["snippets"] as? [[String: Any]])
    #expect(rows[0]["date"] as? String == "2026-11-28T06:15:02.000Z")
    let csv = try String(contentsOf: output.appending(path: "\(parts[1])/scores.csv"), encoding: .utf8)
    #expect(
      csv.split(separator: "\n").prefix(2) == [
        "snippet,start_frame,end_frame,start,end,score,crop_0,date",
        "2,32,48,2.0,3.0,0.25,0.25,2026-11-28T06:15:02.000Z",
      ])
  }

  @Test mutating func `have an event where it ends, with its identity`() async throws {
    let sink = try sink()
    let id = UUID()
    try await sink.take(updates.snippet(0, 0.75))
    try await sink.take(updates.event(.began, from: 0, to: 0, id: id))
    clock.advance(seconds: 3600)
    try await sink.take(updates.snippet(1, 0.75))
    try await sink.take(updates.event(.changed, from: 0, to: 1, id: id))
    try await sink.take(updates.event(.ended, from: 0, to: 1, id: id))
    try await sink.finish(RunOutcome(frames: 32, elapsed: 3600, ending: .interrupted))
    let events = try parts.map {
      try #require(try json("\($0)/events.json")["events"] as? [[String: Any]])
    }
    #expect(events.map(\.count) == [0, 1])
    #expect(events[1].first?["id"] as? String == id.uuidString)
    #expect(events[1].first?["first_snippet"] as? Int == 0)
    let page = try String(contentsOf: output.appending(path: "\(parts[1])/report.html"), encoding: .utf8)
    #expect(page.contains("1 event"))
  }

  @Test mutating func `are made by what is found, not by the time that passes`() async throws {
    let sink = try sink()
    try await sink.take(updates.snippet(0, 0.25))
    try await sink.take(updates.lost(at: 1))
    clock.advance(seconds: 50_000)
    try await sink.take(updates.gap(from: 1, to: 50_001))
    try await sink.take(updates.snippet(1, 0.25))
    try await sink.finish(RunOutcome(frames: 32, elapsed: 50_000, ending: .interrupted))
    #expect(parts == ["2026-11-28T06-15-00Z", "2026-11-28T20-08-20Z"])
    #expect((try json("\(parts[1])/scores.json")["gaps"] as? [Any])?.count == 1)
  }

  @Test mutating func `are kept up to a number, the newest, and other files for ever`() async throws {
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    var sink = try sink(keep: 2)
    for index in 0..<4 {
      try await sink.take(updates.snippet(index, 0.25))
      if index == 0 {
        let notes = output.appending(path: "\(parts[0])/notes.txt")
        try Data("mine".utf8).write(to: notes)
      }
      clock.advance(seconds: 3600)
    }
    try await sink.finish(RunOutcome(frames: 64, elapsed: 14_400, ending: .interrupted))
    #expect(parts == ["2026-11-28T06-15-00Z", "2026-11-28T08-15-00Z", "2026-11-28T09-15-00Z"])
    #expect(try names(parts[0]) == ["notes.txt"])
    // The next run counts what this one left.
    sink = try self.sink(keep: 2)
    try await sink.take(updates.snippet(4, 0.25))
    #expect(parts.suffix(2) == ["2026-11-28T09-15-00Z", "2026-11-28T10-15-00Z"])
  }

  @Test mutating func `of a run that died are completed by the next one`() async throws {
    let id = UUID()
    do {
      let sink = try sink()
      try await sink.take(updates.snippet(0, 0.75))
      try await sink.take(updates.event(.ended, from: 0, to: 0, id: id))
      try await sink.take(updates.snippet(1, 0.25))
      try await sink.take(updates.gap(from: 2, to: 5))
      // Above the threshold when the power failed.
      try await sink.take(updates.snippet(5, 0.75))
      try await sink.take(updates.event(.began, from: 5, to: 5))
    }
    #expect(try !names(parts[0]).contains("scores.json"))
    let next = try sink()
    #expect(parts == ["2026-11-28T06-15-00Z", "2026-11-28T06-15-00Z-2"])
    #expect(try names(parts[0]) == Self.whole)
    #expect(try snippets(parts[0]) == [0, 1, 5])
    let scores = try json("\(parts[0])/scores.json")
    #expect((scores["summary"] as? [String: Any])?["ending"] as? String == "interrupted")
    #expect((scores["gaps"] as? [Any])?.count == 1)
    let events = try #require(try json("\(parts[0])/events.json")["events"] as? [[String: Any]])
    #expect(events.map { $0["first_snippet"] as? Int } == [0, 5])
    #expect(events[0]["id"] as? String == id.uuidString)
    #expect(events[1]["date"] as? String == "2026-11-28T06:15:05.000Z")
    await next.discard()
    #expect(parts.count == 1)
  }

  @Test mutating func `go on when their disk was gone and is back`() async throws {
    let sink = try sink()
    try await sink.take(updates.snippet(0, 0.25))
    let away = folder.appending("away")
    try FileManager.default.moveItem(at: output, to: away)
    try Data().write(to: output)
    clock.advance(seconds: 3600)
    let missed = updates.snippet(1, 0.25)
    // The first part is not where it was, so it cannot be completed; the next cannot begin.
    await #expect(throws: ReportError.self) { try await sink.take(missed) }
    await #expect(throws: ReportError.self) { try await sink.take(missed[1]) }
    try FileManager.default.removeItem(at: output)
    try FileManager.default.moveItem(at: away, to: output)
    clock.advance(seconds: ResultFolderSink.retryInterval)
    try await sink.take(updates.snippet(2, 0.25))
    try await sink.finish(RunOutcome(frames: 48, elapsed: 3600, ending: .interrupted))
    #expect(parts == ["2026-11-28T06-15-00Z", "2026-11-28T07-15-10Z"])
    #expect(try parts.map(snippets) == [[0], [2]])
    for part in parts { #expect(try names(part) == Self.whole) }
  }

  @Test mutating func `end an event in the part before, if nothing was scored since`() async throws {
    let sink = try sink()
    try await sink.take(updates.snippet(0, 0.75))
    clock.advance(seconds: 3600)
    try await sink.take(updates.event(.ended, from: 0, to: 0))
    try await sink.take(updates.lost(at: 1))
    try await sink.finish(RunOutcome(frames: 16, elapsed: 3600, ending: .interrupted))
    #expect(parts.count == 1)
    #expect((try json("\(parts[0])/events.json")["events"] as? [Any])?.count == 1)
  }

  @Test func `leave nothing when nothing was found`() async throws {
    let sink = try sink()
    await sink.discard()
    #expect(try folder.names().isEmpty)
    try await self.sink().finish(RunOutcome(frames: 0, elapsed: 1, ending: .interrupted))
    #expect(try folder.names().isEmpty)
  }

  @Test func `refuse a folder that holds other things, or that another run uses`() throws {
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    try Data().write(to: output.appending(path: "thesis.tex"))
    #expect(throws: ReportError.self) { try sink() }
    try FileManager.default.removeItem(at: output.appending(path: "thesis.tex"))
    let first = try sink()
    let error = #expect(throws: ReportError.self) { try sink() }
    #expect(error?.code == .folderInUse)
    _ = first
  }
}

@Suite struct `The result folder of a recording` {
  @Test func `waits for the end with its events, and compares modes`() async throws {
    let folder = try TemporaryFolder()
    let output = folder.appending("out")
    let sink = try ResultFolderSink(output, provenance: Updates.provenance(.offline))
    var updates = Updates(isLive: false)
    for index in 0..<3 {
      let taken = updates.snippet(index, 0.75)
      try await sink.take(taken)
      if case .scored(let score) = taken[1].content {
        try await sink.take([.init(.compared(score), counts: updates.counts)])
      }
    }
    try await sink.take(updates.event(.ended, from: 0, to: 2))
    let partial = try String(contentsOf: output.appending(path: "events.json.partial"), encoding: .utf8)
    #expect(!partial.contains("first_snippet"))
    try await sink.finish(RunOutcome(frames: 48, elapsed: 1, ending: .endOfSource))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: output.path).sorted()
        == `Result folders of a live run`.whole)
    let events = try String(contentsOf: output.appending(path: "events.json"), encoding: .utf8)
    #expect(events.contains("first_snippet") && !events.contains(#""id""#))
    let page = try String(contentsOf: output.appending(path: "report.html"), encoding: .utf8)
    #expect(page.contains("online") && page.contains("1 event"))
  }

  @Test(arguments: [false, true]) func `stays as it was when a run is interrupted before its first score`(
    isThere: Bool
  ) async throws {
    let folder = try TemporaryFolder()
    let output = folder.appending("out")
    var options = ResultFolderSink.Options()
    options.outdatedVideo = output.appending(path: ResultFolder.annotatedVideo)
    func sink() throws -> ResultFolderSink {
      try ResultFolderSink(output, provenance: Updates.provenance(.offline), options: options)
    }
    if isThere {
      var updates = Updates(isLive: false)
      let first = try sink()
      try await first.take(updates.snippet(0, 0.75))
      try await first.finish(RunOutcome(frames: 16, elapsed: 1, ending: .endOfSource))
      try Data("pictures".utf8).write(to: output.appending(path: ResultFolder.annotatedVideo))
    }
    let before = try contents(of: output)
    let next = try sink()
    try await next.finish(RunOutcome(frames: 0, elapsed: 1, ending: .interrupted))
    #expect(try contents(of: output) == before)
    #expect(try folder.names() == (isThere ? ["out"] : []))
    // A source without a frame is a result, and so is its end.
    let last = try sink()
    try await last.finish(RunOutcome(frames: 0, elapsed: 1, ending: .endOfSource))
    #expect(try contents(of: output).keys.sorted() == `Result folders of a live run`.whole)
  }

  private func contents(of folder: URL) throws -> [String: Data] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: folder.appending(path: $0))) })
  }
}
