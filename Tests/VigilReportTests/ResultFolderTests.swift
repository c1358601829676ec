import Foundation
import Testing
import VigilCore
import VigilReport
import VigilTestSupport

@Suite struct `A result folder` {
  let folder: TemporaryFolder
  let output: URL

  init() throws {
    folder = try TemporaryFolder()
    output = folder.url.appending(path: "deep/out")
  }

  static let whole = ["events.json", "report.html", "scores.csv", "scores.json"]

  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: output.path).sorted()) ?? [] }

  func bytes(_ name: String) throws -> Data { try Data(contentsOf: output.appending(path: name)) }

  func run(_ values: [Float] = [0.25, 0.75, 0.5]) throws {
    var results = try ResultFolder(output, provenance: SampleRun.provenance())
    for score in SampleRun.scores(values) { try results.append(score) }
    for event in SampleRun.events { try results.append(event) }
    for gap in SampleRun.gaps { try results.append(gap) }
    try results.finish(SampleRun.outcome)
  }

  @Test func `is made, and holds four files in the end`() throws {
    try run()
    #expect(names == Self.whole)
    #expect(try String(decoding: bytes("report.html"), as: UTF8.self).contains("1 event"))
  }

  @Test func `has the same bytes for the same run`() throws {
    try run()
    let first = try names.map(bytes)
    try run()
    #expect(try names.map(bytes) == first)
  }

  @Test func `refuses a folder with other things in it, and leaves it alone`() throws {
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    // Even things that are called as a result is.
    try Data("name,points\n".utf8).write(to: output.appending(path: "scores.csv"))
    try Data("{\"points\":1}".utf8).write(to: output.appending(path: "scores.json"))
    let error = #expect(throws: ReportError.self) { try run() }
    #expect(error?.code == .folderNotEmpty)
    #expect(error?.message.contains(output.path) == true)
    #expect(names == ["scores.csv", "scores.json"])
  }

  @Test func `refuses a file`() throws {
    let file = folder.url.appending(path: "file")
    try Data().write(to: file)
    let error = #expect(throws: ReportError.self) {
      _ = try ResultFolder(file, provenance: SampleRun.provenance())
    }
    #expect(error?.code == .cannotWrite)
  }

  @Test func `keeps an earlier result until the new one is whole, and other files for ever`() throws {
    try run()
    try Data("mine".utf8).write(to: output.appending(path: "notes.txt"))
    let earlier = try Self.whole.map(bytes)
    var results = try ResultFolder(output, provenance: SampleRun.provenance())
    for score in SampleRun.scores([0.5]) { try results.append(score) }
    #expect(try Self.whole.map(bytes) == earlier)
    try results.finish(RunOutcome(frames: 16, elapsed: 1, ending: .interrupted))
    #expect(names == (Self.whole + ["notes.txt"]).sorted())
    for (name, old) in zip(Self.whole, earlier) { #expect(try bytes(name) != old) }
    #expect(try String(decoding: bytes("scores.json"), as: UTF8.self).contains(#""ending":"interrupted""#))
  }

  @Test func `can be used again after a run that died`() throws {
    do {
      var results = try ResultFolder(output, provenance: SampleRun.provenance())
      try results.append(SampleRun.scores([0.5])[0])
    }
    #expect(names == ["events.json.partial", "scores.csv.partial", "scores.json.partial"])
    try run()
    #expect(names == Self.whole)
  }

  @Test func `keeps the rows of every run that died, until a run sees all of its source`() throws {
    func die(_ value: Float) throws {
      var results = try ResultFolder(output, provenance: SampleRun.provenance())
      for score in SampleRun.scores([value, value]) { try results.append(score) }
      try results.append(SampleRun.gaps[0])
    }
    try die(0.25)
    try die(0.5)
    try die(0.75)
    var results = try ResultFolder(output, provenance: SampleRun.provenance())
    try results.append(SampleRun.scores([0.125])[0])
    try results.finish(RunOutcome(frames: 16, elapsed: 1, ending: .interrupted))
    let left = ["scores.csv.interrupted", "scores.csv.interrupted-2", "scores.csv.interrupted-3"]
    #expect(names.filter { $0.hasPrefix("scores.csv.") } == left)
    #expect(names.count == Self.whole.count + 3 * 5, "tables, scores, events, and the gaps of both: \(names)")
    for (name, score) in zip(left, ["0.25", "0.5", "0.75"]) {
      let rows = try String(decoding: bytes(name), as: UTF8.self).split(separator: "\n")
      #expect(rows.count == 3 && rows[1].contains(",\(score),"), "\(name)")
    }
    try run()
    #expect(names == Self.whole)
  }

  @Test func `removes the half of a video that a run left which was killed, and sets aside one that plays`()
    throws
  {
    try run()
    let hidden = ".annotated.mp4.\(UUID().uuidString).partial"
    for name in [hidden, "annotated.mp4.partial"] {
      try Data("pictures".utf8).write(to: output.appending(path: name))
    }
    let next = try ResultFolder(output, provenance: SampleRun.provenance())
    #expect(!names.contains(hidden) && names.contains("annotated.mp4.interrupted"))
    next.discard()
    #expect(names == (Self.whole + ["annotated.mp4.interrupted"]).sorted())
  }

  @Test func `says why it cannot be made`() throws {
    let link = folder.url.appending(path: "link")
    try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "nowhere")
    for (place, reason) in [(link, "a link to nowhere"), (URL(filePath: "/proc/vigil/out"), "No such file")] {
      let error = #expect(throws: ReportError.self) {
        _ = try ResultFolder(place, provenance: SampleRun.provenance())
      }
      #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }
  }

  @Test func `can be used again after a run that died before it wrote a byte`() throws {
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    try Data().write(to: output.appending(path: "scores.csv.partial"))
    try run()
    #expect(names == Self.whole)
  }

  @Test func `is for one run at a time`() throws {
    let first = try ResultFolder(output, provenance: SampleRun.provenance())
    let error = #expect(throws: ReportError.self) {
      _ = try ResultFolder(output, provenance: SampleRun.provenance())
    }
    #expect(error?.code == .folderInUse)
    try first.finish(SampleRun.outcome)
    try run()
  }
}
