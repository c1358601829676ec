import Foundation
import Testing
import VigilCore
import VigilTensorFiles
import VigilTestSupport

/// Frames as ShanghaiTech and UCSD Ped2 are published.
@Suite struct `Folders of frames` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (name, kind) in [("normal/Test001", "tif"), ("fight/01_0014", "jpg")] {
      let place = folder.appending("set/\(name)")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try CommandLineTool.ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25", "-frames:v", "40",
        place.appending(path: "%03d.\(kind)").path)
    }
  }

  func vigil(_ arguments: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(arguments, in: folder.url).finish()
  }

  func lastRow(_ arguments: String...) throws -> [Substring] {
    let outcome = try VigilCommand(["detect"] + arguments + ["--output", "r"] + fast, in: folder.url).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = try String(contentsOf: folder.appending("r/scores.csv"), encoding: .utf8).split(
      separator: "\n")
    return try #require(rows.last).split(separator: ",")
  }

  @Test func `are scored, at the rate that is asked for`() throws {
    for source in ["set/normal/Test001", "set/normal/Test001/", "set/normal/Test001/%03d.tif"] {
      let row = try lastRow(source)
      #expect(row[0] == "2" && row[2] == "40" && Double(row[4]) == 1.6, "\(row)")
    }
    let slow = try lastRow("set/fight/01_0014", "--frame-rate", "10", "--video")
    #expect(Double(slow[4]) == 4)
    #expect(try CommandLineTool.frameCount(folder.path("r/annotated.mp4")) == 40)
    let wrong = try vigil(
      "detect", "set/fight/01_0014", "--model", "test-weights-narrow", "--frame-rate", "0")
    #expect(wrong.status == 64 && wrong.errors.contains("--frame-rate"))
  }

  @Test func `are extracted like videos, and known again`() throws {
    try FileManager.default.removeItem(at: folder.appending("set/fight/01_0014/007.jpg"))
    func extract() throws -> VigilCommand.Outcome {
      try VigilCommand(["extract", "set", "--output", "features"] + fast, in: folder.url).finish()
    }
    let outcome = try extract()
    #expect(
      outcome.output.contains("2 extracted, 0 failed, 1 with faults"), "\(outcome.output)\(outcome.errors)")
    #expect(outcome.errors.contains("one number between the first and the last picture"), "\(outcome.errors)")
    #expect(try NPY.read(folder.appending("features/normal/Test001.npy")).shape == [3, 1, 512])
    #expect(try extract().output.contains("0 extracted, 0 failed"))
    // The same numbers as of one folder, and others once a picture is another.
    let alone = try VigilCommand(
      ["extract", "set/normal/Test001", "--output", "alone"] + fast, in: folder.url
    ).finish()
    #expect(alone.output.contains("1 extracted"), "\(alone.errors)")
    #expect(
      try Data(contentsOf: folder.appending("alone/Test001.npy"))
        == Data(contentsOf: folder.appending("features/normal/Test001.npy")))
    try FileManager.default.removeItem(at: folder.appending("set/normal/Test001/040.tif"))
    #expect(try extract().output.contains("1 extracted"))
  }

  @Test func `are prepared, checked and trained on like videos`() throws {
    let prepared = try vigil("dataset", "prepare", "folder", "set", "--output", "m.csv", "--probe")
    #expect(prepared.status == 0, "\(prepared.errors)")
    #expect(
      try String(contentsOf: folder.appending("m.csv"), encoding: .utf8)
        == "video,label,frames\nfight/01_0014,fight,40\nnormal/Test001,normal,40\n")
    let checked = try vigil("dataset", "check", "m.csv", "--videos", "set", "--probe")
    #expect(checked.output.contains("nothing wrong"), "\(checked.output)")
    let trained = try vigil(
      "train", "--recipe", "linear", "--videos", "set", "--extractor", "flow", "--output", "m.vigil")
    #expect(trained.status == 0 && trained.output.contains("1 normal and 1 abnormal"), "\(trained.errors)")
    let single = try vigil(
      "train", "--recipe", "linear", "--videos", "clip.mp4", "--extractor", "flow", "--output", "n.vigil")
    #expect(single.status == 1 && single.errors.contains("there is no clip.mp4"), "\(single.errors)")
    try Clips.make(folder.appending("clip.mp4"), frames: 16)
    let video = try vigil(
      "train", "--recipe", "linear", "--videos", "clip.mp4", "--extractor", "flow", "--output", "n.vigil")
    #expect(
      video.status == 1 && video.errors.contains("clip.mp4 is a video, not a manifest"), "\(video.errors)")
  }
}
