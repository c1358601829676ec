import Foundation
import Testing
import VigilNetworks
import VigilPreprocessing
import VigilTestSupport

@Suite struct `Train with the recipe linear` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for kind in ["normal", "abnormal"] {
      try FileManager.default.createDirectory(
        at: folder.appending("clips/\(kind)"), withIntermediateDirectories: true)
      for number in 0..<2 {
        try Clips.make(folder.appending("clips/\(kind)/\(kind)\(number).mp4"), frames: 33 + number)
      }
    }
  }

  func train(_ more: [String]) throws -> VigilCommand.Outcome {
    try VigilCommand(["train", "--recipe", "linear", "--output", "m.vigil"] + more, in: folder.url).finish()
  }

  @Test func `goes from a folder of clips to a model that detects, without LibTorch`() throws {
    let made = try train(["--videos", "clips", "--extractor", "flow"])
    #expect(made.status == 0 && made.errors == "", "\(made.errors)")
    #expect(made.output.contains("2 normal and 2 abnormal videos"))
    let model = try ModelFolder(reading: folder.appending("m.vigil"))
    #expect(model.manifest.networks.count == 2 && model.manifest.settings.preprocessing.preset == .compact)
    let clip = "clips/normal/normal0.mp4"
    let detected = try VigilCommand(["detect", clip, "--model", "m.vigil", "--output", "r"], in: folder.url)
      .finish()
    #expect(detected.status == 0, "\(detected.errors)")
    let rows = try String(contentsOf: folder.appending("r/scores.csv"), encoding: .utf8).split(
      separator: "\n")
    #expect(rows.count == 1 + 3)
  }

  @Test func `says what it has no use for, and leaves nothing`() throws {
    let steps = try train(["--videos", "clips", "--extractor", "flow", "--steps", "5", "--resume"])
    #expect(steps.status != 0 && steps.errors.contains("--steps, --resume"), "\(steps.errors)")
    let penalty = try train(["--videos", "clips", "--extractor", "flow", "--penalty", "0"])
    #expect(penalty.status != 0 && penalty.errors.contains("--penalty"))
    let sparsity = try train(["--videos", "clips", "--extractor", "flow", "--sparsity", "1"])
    #expect(sparsity.status != 0 && sparsity.errors.contains("below 1"))
    let both = try train(["--videos", "clips", "--extractor", "flow", "--sparsity", "0.5", "--penalty", "3"])
    #expect(both.status != 0 && both.errors.contains("one of them"))
    try FileManager.default.removeItem(at: folder.appending("clips/abnormal"))
    let one = try train(["--videos", "clips", "--extractor", "flow"])
    #expect(one.status != 0 && one.errors.contains("abnormal"), "\(one.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("m.vigil")))
  }
}
