import Foundation
import Testing
import VigilCore
import VigilNetworks
import VigilPreprocessing
import VigilTensorFiles
import VigilTestSupport

@Suite(.enabled(if: pluginIsBuilt, "the LibTorch plug-in is not built: scripts/build-torch"))
struct `Train-extractor` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for kind in ["normal", "abnormal"] {
      try FileManager.default.createDirectory(at: folder.appending(kind), withIntermediateDirectories: true)
      for number in 0..<2 {
        try Clips.make(folder.appending("\(kind)/\(kind)\(number).mp4"), frames: 20 + number)
      }
    }
  }

  func train(
    _ output: String, normal: [String] = ["normal"], abnormal: [String] = ["abnormal"], _ more: [String] = []
  ) throws -> VigilCommand {
    let videos = ["--normal"] + normal + ["--abnormal"] + abnormal
    let small = ["--batch", "2", "--channels", "2", "--threads", "1"]
    return try VigilCommand(["train-extractor", "--output", output] + videos + small + more, in: folder.url)
  }

  func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.path(name)) }

  func weights(_ name: String) throws -> String {
    try ModelFolder(reading: folder.appending(name)).entry(.extractor).sha256
  }

  @Test func `makes a model that extract and detect can use`() throws {
    try FileManager.default.moveItem(
      at: folder.appending("abnormal/abnormal1.mp4"), to: folder.appending("abnormal/abnormal1, night.mp4"))
    let outcome = try train("a.vigil", ["--steps", "3", "--hold-out", "1/2", "--frames", "kept"]).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors == "", "quiet without a terminal")
    #expect(
      outcome.output.contains("after 3 of 3 steps") && outcome.output.contains("held out: 2 videos, AUC"))
    #expect(
      try ModelFolder(reading: folder.appending("a.vigil")).manifest.settings.preprocessing.preset == .compact
    )
    let log = try String(contentsOf: folder.appending("a.training/training.jsonl"), encoding: .utf8)
    let steps = try log.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(steps.compactMap { $0["step"] as? Int } == [0, 1, 2])
    #expect(steps.allSatisfy { ($0["loss"] as? Double ?? 0) > 0 })
    let held = try String(contentsOf: folder.appending("a.training/held-out.csv"), encoding: .utf8)
    let rows = held.split(separator: "\n")
    #expect(rows.count == 3 && rows[0] == "video,abnormal,score,snippets")
    #expect(
      rows[1].hasPrefix("normal1.mp4,0,") && rows[2].hasPrefix("\"abnormal1, night.mp4\",1,"), "\(held)")

    // Frames that are kept serve the next run, and the same seed gives the same weights.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("kept")).count == 4)
    let again = ["--steps", "3", "--hold-out", "1/2", "--frames", "kept"]
    #expect(try train("b.vigil", again).finish().status == 0)
    #expect(try weights("b.vigil") == weights("a.vigil"))
    #expect(try train("c.vigil", again + ["--seed", "2"]).finish().status == 0)
    #expect(try weights("c.vigil") != weights("a.vigil"))

    func run(_ arguments: String...) throws -> VigilCommand.Outcome {
      let outcome = try VigilCommand(arguments, in: folder.url).finish()
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome
    }
    for kind in ["normal", "abnormal"] {
      _ = try run("extract", kind, "--model", "a.vigil", "--output", "features/\(kind)")
    }
    #expect(try NPY.read(folder.appending("features/normal/normal0.npy")).shape == [2, 1, 16])
    _ = try run(
      "train", "--normal", "features/normal", "--abnormal", "features/abnormal", "--batch", "1",
      "--steps", "2", "--output", "head.vigil")
    let detected = try run(
      "detect", "abnormal/abnormal0.mp4", "--model", "a.vigil", "--model", "head.vigil", "--json")
    #expect(detected.scores.count == 2 && detected.scores.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test func `keeps what was reached on Ctrl-C`() throws {
    let command = try train("cut.vigil", ["--steps", "100000"])
    let log = folder.appending("cut.training/training.jsonl")
    try waitUntil { ((try? Data(contentsOf: log)) ?? Data()).count >= 200 }
    command.interrupt()
    let outcome = command.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("of 100000 steps") && isThere("cut.vigil/manifest.json"))
    #expect(!isThere("cut.training/frames"))
  }

  @Test func `refuses what it cannot train on, in one line, and leaves nothing`() throws {
    try FileManager.default.createDirectory(at: folder.appending("empty"), withIntermediateDirectories: true)
    try Data("no video".utf8).write(to: folder.appending("bad.mp4"))
    func expect(_ reasons: String..., command: VigilCommand, line: Int = #line) {
      let outcome = command.finish()
      #expect(outcome.status == 1, "line \(line)")
      #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
      for reason in reasons { #expect(outcome.errors.contains(reason), "\(outcome.errors)") }
      #expect(!isThere("none.vigil") && !isThere("none.training"), "line \(line)")
    }
    expect("--abnormal: the inputs contain no video", command: try train("none.vigil", abnormal: ["empty"]))
    expect("nowhere", "gone", command: try train("none.vigil", normal: ["nowhere"], abnormal: ["gone"]))
    expect(
      "normal0.mp4 is given twice", "normal1.mp4 is given twice",
      command: try train("none.vigil", abnormal: ["normal"]))
    expect(
      "at least 3 normal", "at least 3 abnormal", command: try train("none.vigil", ["--hold-out", "0/3"]))
    expect("8-bit frames", command: try train("none.vigil", ["--preset", "paper"]))
    expect("GPU", command: try train("none.vigil", ["--device", "cuda"]))
    // What was prepared of other videos is kept for the next run.
    let bad = try train("bad.vigil", abnormal: ["bad.mp4"]).finish()
    #expect(bad.status == 1 && bad.errorLines.count == 1 && bad.errors.contains("bad.mp4"), "\(bad.errors)")
    #expect(!isThere("bad.vigil"))
    for arguments in [
      ["--hold-out", "5/5"], ["--hold-out", "0/1"], ["--hold-out", "x"], ["--steps", "0"],
    ] {
      #expect(try train("none.vigil", arguments).finish().status == 64)
    }
    #expect(try train("name").finish().status == 64)
    let without = try VigilCommand(
      ["train-extractor", "--normal", "normal", "--abnormal", "abnormal", "--output", "none.vigil"],
      in: folder.url, environment: ["VIGIL_TORCH": "/nonexistent"]
    ).finish()
    #expect(without.status == 1 && without.errors.contains("scripts/build-torch"))
    #expect(!isThere("none.vigil") && !isThere("none.training"))
    try FileManager.default.createDirectory(
      at: folder.appending("taken.vigil"), withIntermediateDirectories: true)
    #expect(try train("taken.vigil").finish().errors.contains("already there"))
  }
}
