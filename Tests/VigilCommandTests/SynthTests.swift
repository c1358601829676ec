import Foundation
import Testing
import VigilTestSupport

@Suite struct `Synth` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let small = ["--size", "128x96", "--duration", "3"]

  func synth(_ arguments: [String]) throws -> VigilCommand.Outcome {
    try VigilCommand(["synth"] + arguments, in: folder.url).finish()
  }

  @Test func `renders a scene with its annotation`() throws {
    let arguments =
      ["--output", "scene.mp4", "--seed", "7", "--anomaly", "fight", "--at", "1", "--length", "1"]
      + Self.small
    let outcome = try synth(arguments)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.contains("75 frames, fight in frames 25-50"))
    #expect(try folder.names() == ["scene.csv", "scene.mp4"])
    #expect(
      try String(contentsOf: folder.appending("scene.csv"), encoding: .utf8)
        == "video,label,frames,intervals\nscene.mp4,fight,75,25-50\n")
    #expect(try CommandLineTool.frameCount(folder.path("scene.mp4")) == 75)
    let bytes = try Data(contentsOf: folder.appending("scene.mp4"))
    #expect(try synth(arguments).status == 0)
    #expect(try Data(contentsOf: folder.appending("scene.mp4")) == bytes)
  }

  @Test func `compresses as asked`() throws {
    func bytes(_ arguments: [String]) throws -> Int {
      #expect(try synth(["--output", "x.mp4"] + Self.small + arguments).status == 0)
      return try Data(contentsOf: folder.appending("x.mp4")).count
    }
    let good = try bytes(["--quality", "15"])
    #expect(try bytes(["--quality", "40"]) * 2 < good)
    #expect(try bytes(["--bitrate", "60k"]) < 60_000)
  }

  @Test func `fills a folder and goes on with it`() throws {
    let arguments = ["--output", "set", "--count", "4", "--anomalies", "fall,explosion"] + Self.small
    #expect(try synth(arguments).status == 0)
    let manifest = try String(contentsOf: folder.appending("set/manifest.csv"), encoding: .utf8)
    let lines = manifest.split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines[1] == "normal/scene-00001.mp4,normal,75,")
    #expect(lines[2].hasPrefix("abnormal/scene-00002-fall.mp4,fall,75,"))
    #expect(lines[4].hasPrefix("abnormal/scene-00004-explosion.mp4,explosion,75,"))
    let third = folder.appending("set/normal/scene-00003.mp4")
    let bytes = try Data(contentsOf: third)
    try FileManager.default.removeItem(at: third)
    let again = try synth(arguments)
    #expect(again.output.contains("1 rendered, 3 there before"))
    #expect(try Data(contentsOf: third) == bytes)
    #expect(try String(contentsOf: folder.appending("set/manifest.csv"), encoding: .utf8) == manifest)
    let other = try synth(arguments + ["--noise", "3"])
    #expect(other.status == 1)
    #expect(other.errorLines.count == 1 && other.errors.contains("other options"), "\(other.errors)")
  }

  @Test func `leaves only whole videos when it is interrupted`() throws {
    let command = try VigilCommand(
      ["synth", "--output", "set", "--count", "500", "--size", "128x96", "--duration", "20"], in: folder.url)
    let first = folder.appending("set/normal/scene-00001.mp4")
    while !FileManager.default.fileExists(atPath: first.path), kill(command.identifier, 0) == 0 {
      usleep(20_000)
    }
    command.interrupt()
    let outcome = command.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("left"))
    let videos =
      (FileManager.default.enumerator(atPath: folder.path("set"))?.compactMap { $0 as? String } ?? [])
      .filter { $0.hasSuffix(".mp4") }
    let manifest = try String(contentsOf: folder.appending("set/manifest.csv"), encoding: .utf8)
    #expect(manifest.split(separator: "\n").count == videos.count + 1)
    for video in videos { #expect(try CommandLineTool.frameCount(folder.path("set/\(video)")) == 500) }
  }

  @Test func `refuses what it cannot render`() throws {
    let refusals: [([String], String)] = [
      (["--output", "x.mp4", "--size", "161x91"], "even numbers"),
      (["--output", "x.mp4", "--duration", "0"], "from a second"),
      (["--output", "x.mp4", "--at", "3"], "a normal scene takes no start"),
      (["--output", "x.mp4", "--anomaly", "fight", "--at", "90"], "must begin between"),
      (["--output", "x.mp4", "--anomaly", "collision", "--place", "square"], "no vehicles"),
      (["--output", "x.mp4", "--anomaly", "flood"], "flood"),
      (["--output", "x"], ".mp4"),
      (["--output", "x", "--count", "2", "--anomaly", "fall"], "--anomalies"),
      (["--output", "x.mp4", "--quality", "20", "--bitrate", "1M"], "exclude"),
    ]
    for (arguments, reason) in refusals {
      let outcome = try synth(arguments)
      #expect(outcome.status != 0, "\(arguments)")
      #expect(outcome.errors.contains(reason), "\(outcome.errors)")
    }
    #expect(try folder.names() == [])
    try Data().write(to: folder.appending("mine.txt"))
    #expect(try synth(["--output", ".", "--count", "2"]).errors.contains("not empty"))
  }
}
