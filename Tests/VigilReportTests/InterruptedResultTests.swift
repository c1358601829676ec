import Foundation
import Testing
import VigilCore
import VigilReport
import VigilTestSupport

@Suite struct `An interrupted result` {
  let folder: TemporaryFolder
  let output: URL

  init() throws {
    folder = try TemporaryFolder()
    output = folder.appending("out")
    var results = try ResultFolder(output, provenance: SampleRun.provenance())
    for score in SampleRun.scores([0.25, 0.75, 0.5, 0.125]) { try results.append(score) }
    for event in SampleRun.events { try results.append(event) }
    for gap in SampleRun.gaps { try results.append(gap) }
  }

  static let whole = ["events.json", "report.html", "scores.csv", "scores.json"]

  /// A copy of what the run left.
  func copy(_ name: String) throws -> URL {
    let copy = folder.appending(name)
    try FileManager.default.copyItem(at: output, to: copy)
    return copy
  }

  func names(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  func json(_ file: URL) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
  }

  @Test func `becomes what the run would have written, but for its end`() throws {
    try #require(InterruptedResult(in: output)).complete()
    #expect(try names(output) == Self.whole)
    var expected = try ResultFolder(folder.appending("whole"), provenance: SampleRun.provenance())
    for score in SampleRun.scores([0.25, 0.75, 0.5, 0.125]) { try expected.append(score) }
    for event in SampleRun.events { try expected.append(event) }
    for gap in SampleRun.gaps { try expected.append(gap) }
    try expected.finish(RunOutcome(frames: 64, elapsed: 2.56, ending: .interrupted))
    for name in Self.whole {
      #expect(
        try Data(contentsOf: output.appending(path: name))
          == Data(contentsOf: folder.appending("whole/\(name)")), "\(name)")
    }
    #expect(InterruptedResult(in: output) == nil)
  }

  @Test func `has every whole row, wherever a file was cut`() throws {
    for name in ["scores.json.partial", "events.json.partial"] {
      let bytes = try Data(contentsOf: output.appending(path: name))
      for length in stride(from: 0, to: bytes.count, by: 37) {
        let cut = try copy("\(name)-\(length)")
        let text = bytes.prefix(length)
        try text.write(to: cut.appending(path: name))
        try #require(InterruptedResult(in: cut)).complete()
        guard FileManager.default.fileExists(atPath: cut.path) else {
          // Without provenance in any file nothing is known.
          #expect(name.hasPrefix("scores") && length == 0)
          continue
        }
        #expect(try names(cut) == Self.whole)
        let snippets = try #require(try json(cut.appending(path: "scores.json"))["snippets"] as? [Any])
        let rows = String(decoding: text, as: UTF8.self).matches(of: /crop_scores":\[[^\]]*\]\}/).count
        #expect(snippets.count == (name.hasPrefix("scores") ? rows : 4), "cut at \(length)")
        _ = try json(cut.appending(path: "events.json"))
      }
    }
  }

  @Test func `finds an event that was still open`() throws {
    let open = folder.appending("open")
    do {
      var results = try ResultFolder(open, provenance: SampleRun.provenance())
      for score in SampleRun.scores([0.75, 0.25, 0.25, 0.25, 0.25, 0.75, 0.875]) { try results.append(score) }
      try results.append(
        AnomalyEvent(
          firstSnippet: 0, lastSnippet: 0, start: 0, end: 0.64, peakScore: 0.75, peakSnippet: 0,
          peakTime: 0.32))
    }
    try #require(InterruptedResult(in: open)).complete()
    let events = try #require(try json(open.appending(path: "events.json"))["events"] as? [[String: Any]])
    #expect(events.map { $0["first_snippet"] as? Int } == [0, 5])
    #expect(events.map { $0["last_snippet"] as? Int } == [0, 6])
    #expect(events.last?["peak_score"] as? Double == 0.875)
  }

  @Test(arguments: [0, 1, 2])
  func `has the whole of an event that began in the part before`(rows: Int) throws {
    let parts = folder.appending("parts")
    let scores = SampleRun.scores([0.75, 0.125, 0.125, 0.125, 0.75, 0.875, 0.45, 0.125])
    do {
      var first = try ResultFolder(
        parts.appending(path: "2026-11-28T05-00-00Z"), provenance: SampleRun.provenance())
      for score in scores[..<6] { try first.append(score) }
      try first.append(
        AnomalyEvent(
          firstSnippet: 0, lastSnippet: 0, start: 0, end: 0.64, peakScore: 0.75, peakSnippet: 0,
          peakTime: 0.32))
      try first.finish(RunOutcome(frames: 96, elapsed: 3, ending: .continued))
      var second = try ResultFolder(
        parts.appending(path: "2026-11-28T06-00-00Z"), provenance: SampleRun.provenance())
      for score in scores[6..<(6 + rows)] { try second.append(score) }
    }
    try ResultParts(parts).completeInterrupted { Issue.record($0) }
    let found = try json(parts.appending(path: "2026-11-28T06-00-00Z/events.json"))["events"]
    let events = try #require(found as? [[String: Any]])
    // The event at the beginning ended in the first part, where it was told.
    #expect(events.map { $0["first_snippet"] as? Int } == [4])
    #expect(events.map { $0["last_snippet"] as? Int } == [rows == 0 ? 5 : 6])
    #expect(events.map { $0["peak_snippet"] as? Int } == [5])
  }

  @Test func `does not continue a part of another run`() throws {
    let scores = SampleRun.scores([0.125, 0.75])
    var first = try ResultFolder(folder.appending("before"), provenance: SampleRun.provenance())
    for score in scores { try first.append(score) }
    try first.finish(RunOutcome(frames: 32, elapsed: 1, ending: .interrupted))
    let part = folder.appending("after")
    do {
      var second = try ResultFolder(part, provenance: SampleRun.provenance())
      for score in SampleRun.scores([0.45, 0.75]) { try second.append(score) }
    }
    try #require(InterruptedResult(in: part)).complete(after: folder.appending("before"))
    let events = try #require(try json(part.appending(path: "events.json"))["events"] as? [[String: Any]])
    #expect(events.map { $0["first_snippet"] as? Int } == [1])
  }

  @Test func `goes on with an event that was split where its last part ended`() throws {
    // Three snippets to a part. The event began in an earlier folder; its first part ended in this one.
    let open = folder.appending("split")
    var provenance = SampleRun.provenance()
    provenance.rules.maximumLength = 2
    do {
      var results = try ResultFolder(open, provenance: provenance)
      for score in SampleRun.scores(Array(repeating: 0.75, count: 8)).dropFirst(3) {
        try results.append(score)
      }
      try results.append(
        AnomalyEvent(
          firstSnippet: 1, lastSnippet: 3, start: 0.64, end: 2.56, peakScore: 0.75, peakSnippet: 1,
          peakTime: 0.96))
    }
    try #require(InterruptedResult(in: open)).complete()
    let events = try #require(try json(open.appending(path: "events.json"))["events"] as? [[String: Any]])
    #expect(events.map { $0["first_snippet"] as? Int } == [1, 4, 7])
    #expect(events.map { $0["last_snippet"] as? Int } == [3, 6, 7])
  }

  @Test func `can be completed after a completion that was interrupted`() throws {
    // Every moment at which a completion can end: files set aside, copies begun, some of them in place.
    let names = ["scores.csv", "scores.json", "events.json", "scores.json.gaps", "events.json.gaps"]
    for count in 0...names.count {
      let folder = try copy("again-\(count)")
      for name in names.prefix(count) {
        let place = folder.appending(path: name).path
        try FileManager.default.moveItem(atPath: place + ".partial", toPath: place + ".interrupted")
        try Data("{\"format\":\"vigil-".utf8).write(to: URL(filePath: place + ".partial"))
      }
      try #require(InterruptedResult(in: folder)).complete()
      #expect(try self.names(folder) == Self.whole)
      let scores = try json(folder.appending(path: "scores.json"))
      #expect((scores["snippets"] as? [Any])?.count == 4)
      #expect((scores["gaps"] as? [Any])?.count == 2)
      #expect((try json(folder.appending(path: "events.json"))["events"] as? [Any])?.count == 1)
    }
    let last = try copy("last")
    try FileManager.default.removeItem(at: last.appending(path: "scores.csv.partial"))
    let whole = try copy("done")
    try #require(InterruptedResult(in: whole)).complete()
    try FileManager.default.removeItem(at: last.appending(path: "scores.json.partial"))
    try FileManager.default.copyItem(
      at: whole.appending(path: "scores.json"), to: last.appending(path: "scores.json"))
    try #require(InterruptedResult(in: last)).complete()
    #expect((try json(last.appending(path: "scores.json"))["snippets"] as? [Any])?.count == 4)
    #expect((try json(last.appending(path: "scores.json"))["gaps"] as? [Any])?.count == 2)
  }

  @Test func `has its video, if nobody writes it`() throws {
    let parts = folder.appending("parts")
    let names = ["2026-11-28T05-00-00Z", "2026-11-28T06-00-00Z"]
    for name in names {
      try FileManager.default.createDirectory(at: parts, withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: output, to: parts.appending(path: name))
      try Data("pictures".utf8).write(to: parts.appending(path: "\(name)/annotated.mp4.partial"))
    }
    // The video of an hour is ended by its writer, a moment after the next hour began.
    let written = open(parts.appending(path: "\(names[1])/annotated.mp4.partial").path, O_RDONLY)
    defer { close(written) }
    try #require(flock(written, LOCK_EX | LOCK_NB) == 0)
    try InterruptedResult(in: parts.appending(path: names[0]))?.complete()
    try ResultParts(parts).completeInterrupted { Issue.record($0) }
    #expect(try self.names(parts.appending(path: names[0])) == ["annotated.mp4"] + Self.whole)
  }

  @Test func `is nothing that a whole result or an empty folder has`() throws {
    #expect(InterruptedResult(in: folder.appending("nowhere")) == nil)
    try #require(InterruptedResult(in: output)).complete()
    #expect(InterruptedResult(in: output) == nil)
  }
}
