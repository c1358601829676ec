import Foundation
import Testing
import VigilTestSupport

@Suite struct `A video that is cut short` {
  let folder: TemporaryFolder
  let sentence = "ends earlier than its container says; it may be truncated"

  init() throws { folder = try TemporaryFolder() }

  func run(_ arguments: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(arguments + fast, in: folder.url).finish()
  }

  @Test func `is told of by detect, in the summary too`() throws {
    let outcome = try run("detect", OddVideo.cutShort.path, "--output", "results")
    #expect(outcome.status == 0 && outcome.errors.contains(sentence), "\(outcome.errors)")
    let scores = try JSONSerialization.jsonObject(
      with: Data(contentsOf: folder.appending("results/scores.json")))
    let summary = (scores as? [String: Any])?["summary"] as? [String: Any]
    let faults = summary?["faults"] as? [String: Any]
    #expect(faults?["truncated"] as? Bool == true && faults?["corrected_stamps"] as? Int == 0)
  }

  @Test func `is told of by extract, beside the features too`() throws {
    let outcome = try run("extract", OddVideo.cutShort.path, "--output", "features")
    #expect(outcome.status == 0 && outcome.errors.contains(sentence), "\(outcome.errors)")
    #expect(outcome.output.contains("1 extracted, 0 failed, 1 with faults"))
    let provenance = try JSONSerialization.jsonObject(
      with: Data(contentsOf: folder.appending("features/cut_short.json")))
    let faults = (provenance as? [String: Any])?["faults"] as? [String: Any]
    #expect(faults?["truncated"] as? Bool == true)
  }

  @Test func `is told of by models calibrate`() throws {
    let outcome = try run(
      "models", "calibrate", "--normal", OddVideo.cutShort.path, "--alarms-per-day", "200", "--output",
      "camera.json")
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
  }

  @Test func `is told of by train, which extracts it`() throws {
    for kind in ["normal", "abnormal"] {
      let place = folder.appending("clips/\(kind)")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: URL(filePath: OddVideo.cutShort.path), to: place.appending(path: "\(kind).mkv"))
    }
    let outcome = try VigilCommand(
      ["train", "--recipe", "linear", "--videos", "clips", "--extractor", "flow", "--output", "m.vigil"],
      in: folder.url
    ).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.components(separatedBy: sentence).count == 3, "\(outcome.errors)")
  }
}

@Suite struct `A recording with odd streams` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Detects with an annotated copy.
  ///
  /// - Returns: the end of the last snippet and the length of the copy, in seconds.
  private func detect(_ video: String, frames: Int) throws -> (rows: Double, copy: Double) {
    let outcome = try VigilCommand(
      ["detect", video, "--video", "--output", "r"] + fast, in: folder.url
    ).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("\(frames) frames"), "\(outcome.output)")
    let rows = try String(contentsOf: folder.appending("r/scores.csv"), encoding: .utf8).split(
      separator: "\n")
    let last = try #require(rows.last).split(separator: ",")
    #expect(rows.count == 1 + (frames + 15) / 16 && Int(last[2]) == frames)
    let duration = try CommandLineTool.run(
      "ffprobe",
      ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", folder.path("r/annotated.mp4")])
    return (try #require(Double(last[4])), try #require(Double(duration.filter { !$0.isWhitespace })))
  }

  @Test(arguments: [(OddVideo.clockSetBack, 200, 8.0), (.oneWildStamp, 200, 8), (.thumbnailFirst, 100, 4)])
  func `has the times that a player shows, in every result`(
    video: OddVideo, frames: Int, seconds: Double
  ) throws {
    let (rows, copy) = try detect(video.path, frames: frames)
    #expect(abs(rows - seconds) < 0.1 && abs(copy - seconds) < 0.1, "\(rows), \(copy)")
  }

  @Test func `that was joined from two goes on`() throws {
    let (part, joined) = (folder.path("part.mpg"), folder.path("joined.mpg"))
    try CommandLineTool.ffmpeg("-f", "lavfi", "-i", "testsrc=size=160x120:rate=25:duration=4", part)
    try CommandLineTool.run("sh", ["-c", "cat '\(part)' '\(part)' > '\(joined)'"])
    let (rows, copy) = try detect(joined, frames: 200)
    #expect(abs(rows - 8) < 0.1 && abs(copy - 8) < 0.1, "\(rows), \(copy)")
  }

  @Test func `that no player could play is refused for what it is`() throws {
    for (name, arguments) in [
      ("cover.mp4", ["-c:v", "mjpeg", "-disposition:v", "attached_pic"]), ("plain.mp4", ["-c:v", "mjpeg"]),
      ("cover.mp3", ["-c:v", "mjpeg"]), ("cover.m4a", ["-c:v", "png", "-disposition:v", "attached_pic"]),
      ("cover.flac", ["-c:v", "png", "-disposition:v", "attached_pic"]), ("plain.mkv", ["-c:v", "mjpeg"]),
    ] {
      try CommandLineTool.run(
        "ffmpeg",
        [
          "-v", "error", "-y", "-f", "lavfi", "-i", "sine=duration=3", "-f", "lavfi", "-i",
          "color=red:size=64x64:rate=1:duration=1", "-map", "0", "-map", "1", "-frames:v", "1", "-pix_fmt:v",
          arguments.contains("png") ? "rgb24" : "yuvj420p",
        ] + arguments + [folder.path(name)])
      let outcome = try VigilCommand(["detect", name, "--output", "none"] + fast, in: folder.url).finish()
      let errors = outcome.errorLines.filter { $0.hasPrefix("Error: ") }
      #expect(outcome.status == 1 && errors.count == 1, "\(name): \(outcome.errors)")
      #expect(
        errors.first?.contains("no video stream") == true || errors.first?.contains("but no video") == true,
        "\(outcome.errors)")
    }
  }
}

@Suite struct `Names and rights of files` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func vigil(_ arguments: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(arguments, in: folder.url).finish()
  }

  /// A name as macOS stores it, and as it is typed into a manifest.
  @Test func `that differ in how accents are stored are found by every command`() throws {
    let (stored, typed) = ("cafe\u{301}", "caf\u{E9}")
    for kind in ["normal", "riot"] {
      let place = folder.appending("videos/\(kind)")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Clips.make(place.appending(path: "\(stored)-\(kind).mp4"), frames: 40, sound: false)
    }
    let names = ["normal", "riot"].map { "\($0)/\(typed)-\($0).mp4" }
    try Data("video,label\n\(names[0]),normal\n\(names[1]),riot\n".utf8).write(
      to: folder.appending("videos/m.csv"))
    try Data(names.joined(separator: "\n").utf8).write(to: folder.appending("videos/list.txt"))
    let checked = try vigil("dataset", "check", "videos/m.csv", "--videos", "videos", "--probe")
    #expect(checked.status == 0 && checked.output.contains("nothing wrong"), "\(checked.output)")
    let extracted = try vigil(
      "extract", "--list", "videos/list.txt", "--model", "flow", "--crops", "1", "--output", "features")
    #expect(extracted.output.contains("2 extracted, 0 failed"), "\(extracted.errors)")
    let linear = ["train", "--recipe", "linear", "--replace", "--output", "m.vigil"]
    for source in [
      ["--manifest", "videos/m.csv", "--features", "features"],
      ["--videos", "videos/m.csv", "--extractor", "flow", "--crops", "1"],
    ] {
      let trained = try VigilCommand(linear + source, in: folder.url).finish()
      #expect(trained.status == 0, "\(trained.errors)")
    }
  }

  /// As another user than root, who may look everywhere.
  @Test(
    .enabled(
      if: geteuid() != 0 || CommandLineTool.path(of: "setpriv") != nil,
      "root may look into every folder, and nobody else can be asked"))
  func `that may not be looked into are named by extract, and the status says so`() throws {
    for name in ["in/a/a.mp4", "in/closed/b.mp4"] {
      let file = folder.appending(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Clips.make(file, frames: 16, sound: false)
    }
    for name in ["out", "cache"] {
      try FileManager.default.createDirectory(at: folder.appending(name), withIntermediateDirectories: true)
      chmod(folder.path(name), 0o777)
    }
    chmod(folder.path("in/closed"), 0o000)
    defer { chmod(folder.path("in/closed"), 0o700) }
    let arguments = ["extract", "in", "--output", "out"] + fast
    let user = ["--reuid=65534", "--regid=65534", "--clear-groups", VigilCommand.executable.path]
    let outcome = try VigilCommand(
      geteuid() == 0 ? user + arguments : arguments, in: folder.url,
      environment: ["XDG_CACHE_HOME": folder.path("cache")],
      program: geteuid() == 0
        ? URL(filePath: CommandLineTool.path(of: "setpriv") ?? "") : VigilCommand.executable
    ).finish()
    #expect(outcome.status == 1 && outcome.output.contains("1 extracted, 1 failed"), "\(outcome.errors)")
    #expect(outcome.errors.contains("in/closed: Permission denied"), "\(outcome.errors)")
  }
}
