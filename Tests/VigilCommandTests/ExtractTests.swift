import Foundation
import Testing
import VigilCore
import VigilTensorFiles
import VigilTestSupport

@Suite struct `Extract` {
  let folder: TemporaryFolder
  let output: URL

  init() throws {
    folder = try TemporaryFolder()
    output = folder.appending("features")
    for name in ["a.mp4", "sub/b.mp4", "sub/c.mp4"] {
      let file = folder.appending("videos/\(name)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Clips.make(file, frames: name == "a.mp4" ? 40 : 20, sound: false)
    }
  }

  func extract(_ more: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(["extract", "videos", "--output", output.path] + fast + more, in: folder.url).finish()
  }

  func shape(_ name: String) throws -> [Int] { try NPY.read(output.appending(path: name)).shape }

  @Test func `writes features with their provenance and skips what is done`() throws {
    let first = try extract()
    #expect(first.status == 0, "\(first.errors)")
    #expect(try shape("a.npy") == [3, 1, 512])
    #expect(try shape("sub/b.npy") == [2, 1, 512])
    let provenance = try JSONSerialization.jsonObject(
      with: Data(contentsOf: output.appending(path: "a.json")))
    let method = (provenance as? [String: Any])?["method"] as? [String: Any]
    #expect(method?["preprocessing"] as? String == "rtfm/1")
    let bytes = try Data(contentsOf: output.appending(path: "a.npy"))

    try FileManager.default.removeItem(at: output.appending(path: "sub/b.npy"))
    let second = try extract()
    #expect(second.output.contains("1 extracted, 0 failed, 2 skipped, extracted before"))
    #expect(try Data(contentsOf: output.appending(path: "a.npy")) == bytes)
  }

  @Test func `survives a bad file and reports it at the end`() throws {
    try Data("no video".utf8).write(to: folder.appending("videos/bad.mp4"))
    let outcome = try extract()
    #expect(outcome.status != 0)
    #expect(outcome.output.contains("3 extracted, 1 failed"))
    #expect(outcome.errorLines.last?.contains("bad.mp4") == true)
    #expect(!FileManager.default.fileExists(atPath: output.appending(path: "bad.npy").path))
  }

  @Test func `refuses to mix presets and names both`() throws {
    #expect(try extract().status == 0)
    let outcome = try extract("--preset", "paper")
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains("rtfm/1"))
    #expect(outcome.errors.contains("paper/1"))
    #expect(try extract("--preset", "paper", "--overwrite").status == 0)
  }

  @Test func `lists all that is wrong with its inputs before it begins`() throws {
    try Clips.make(folder.appending("a.mov"), frames: 16, sound: false)
    let outcome = try VigilCommand(
      ["extract", "videos", "a.mov", "nowhere", "--output", output.path] + fast, in: folder.url
    ).finish()
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains("nowhere"))
    #expect(outcome.errors.contains("a.mov"))
    #expect(!FileManager.default.fileExists(atPath: output.path))
  }

  @Test func `takes a list, and its part of it`() throws {
    try Data("# two of three\na.mp4\nsub/b.mp4\n".utf8).write(to: folder.appending("videos/list.txt"))
    let outcome = try VigilCommand(
      ["extract", "--list", "videos/list.txt", "--output", output.path, "--shard", "1/2"] + fast,
      in: folder.url
    ).finish()
    #expect(outcome.status == 0 && outcome.output.contains("1 extracted"), "\(outcome.errors)")
    #expect(try shape("sub/b.npy") == [2, 1, 512])
    #expect(!FileManager.default.fileExists(atPath: output.appending(path: "a.npy").path))
    #expect(try extract("--shard", "2/2").status == 64)
  }

  @Test func `gives features that doctor can tell apart`() throws {
    #expect(try extract().status == 0)
    let other = folder.appending("other")
    #expect(
      try VigilCommand(
        ["extract", "videos/a.mp4", "--output", other.path, "--preset", "gowtham"] + fast, in: folder.url
      ).finish().status == 0)
    let (a, b) = (output.appending(path: "a.npy").path, other.appending(path: "a.npy").path)
    let same = try VigilCommand.run("doctor", "features", a, a)
    #expect(same.status == 0)
    let different = try VigilCommand.run("doctor", "features", a, b)
    #expect(different.status == 1)
    #expect(different.output.contains("snippet"), "\(different.output)")

    let scored = try VigilCommand.run("doctor", "features", a, a, "--model", "test-weights-narrow", "--json")
    #expect(scored.status == 0, "\(scored.errors)")
    let scores = try #require(scored.objects.first?["scores"] as? [String: Any])
    #expect(scores["snippets"] as? Int == 3)
    #expect(scores["meanDifference"] as? Double == 0)
    let refused = try VigilCommand.run("doctor", "features", a, b, "--model", "test-weights-narrow")
    #expect(refused.errorLines.last?.contains("of one shape") == true, "\(refused.errors)")
  }

  @Test func `takes every container, says what it passes over, and removes what a killed run left`() throws {
    for name in ["d.m2ts", "d.asf"] {
      try CommandLineTool.ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=size=96x64:rate=25:duration=0.8", folder.path("videos/\(name)"))
    }
    try Data("notes".utf8).write(to: folder.appending("videos/notes.doc"))
    let left = Neighbour(of: output.appending(path: "sub/b.npy")).url
    try FileManager.default.createDirectory(
      at: left.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("half".utf8).write(to: left)
    let outcome = try extract()
    #expect(outcome.status == 0 && outcome.output.contains("5 extracted, 0 failed"), "\(outcome.errors)")
    #expect(outcome.errors.contains("videos not called as videos are: 1 .doc"))
    #expect(!FileManager.default.fileExists(atPath: left.path))
  }

  @Test func `takes names as long as they may be, and reports those that are no text`() throws {
    let names = [
      String(repeating: "x", count: 244), String(repeating: "名", count: 81),
      String(repeating: "y", count: 251),
    ]
    for name in names {
      try FileManager.default.copyItem(
        at: folder.appending("videos/sub/b.mp4"), to: folder.appending("videos/sub/\(name).mp4"))
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("videos/gone.mp4"), withDestinationPath: "nowhere")
    let outcome = try extract()
    #expect(outcome.output.contains("6 extracted, 1 failed"), "\(outcome.errors)")
    #expect(outcome.status == 1 && outcome.errors.contains("gone.mp4 is a link to a file that is not there"))
    for name in names { #expect(try shape("sub/\(name).npy") == [2, 1, 512]) }
    // All of them are known again.
    #expect(try extract().output.contains("0 extracted, 1 failed"))
  }
}
