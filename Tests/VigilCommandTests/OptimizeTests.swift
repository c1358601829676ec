import Foundation
import Testing
import VigilCore
import VigilNetworks
import VigilPreprocessing
import VigilTestSupport

@Suite struct `Optimize` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["a.mp4", "b.mp4", "c.mp4"] {
      let file = folder.appending("videos/\(name)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Clips.make(file, frames: name == "c.mp4" ? 48 : 32, sound: false)
    }
  }

  func optimize(_ more: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(
      [
        "optimize", "test-weights-narrow", "--calibrate", "videos", "--crops", "1", "--snippets", "4",
        "--hold-out-snippets", "3",
      ] + more, in: folder.url
    ).finish()
  }

  @Test func `makes a model that other commands take like any other`() throws {
    try Data("path,label,intervals\nc.mp4,abnormal,16-32\n".utf8).write(to: folder.appending("truth.csv"))
    let outcome = try optimize("--output", "small.vigil", "--json", "--manifest", "truth.csv")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try #require(outcome.objects.first)
    #expect(report["written"] as? Bool == true)
    let measured = try #require(report["measured"] as? [String: Double])
    #expect(try #require(measured["feature_cosine"]) > 0.995)
    #expect(try #require(measured["score_drift"]) < 0.01)
    #expect(measured["held_out_snippets"] == 3)
    #expect(measured["auc_before"] != nil && measured["auc_after"] != nil)
    let layers = try #require(report["layers"] as? [[String: Any]])
    #expect(layers.count == 72)
    #expect(layers.allSatisfy { ($0["error"] as? Double ?? 1) < 0.3 })
    let (before, after) = (
      try #require(report["bytes_before"] as? Int), try #require(report["bytes_after"] as? Int)
    )
    #expect(after * 3 < before)
    #expect(try ModelFolder(reading: folder.appending("small.vigil")).manifest.settings.threshold == 0.7)

    let inspected = try VigilCommand.run("models", "inspect", "small.vigil", in: folder.url)
    #expect(inspected.status == 0, "\(inspected.errors)")
    #expect(inspected.output.contains("int8 convolution 1x3x3"))
    #expect(inspected.output.contains("weights of 7 bits"))

    let detected = try VigilCommand.run(
      "detect", "videos/c.mp4", "--model", "small.vigil", "--output", "result", "--json", in: folder.url)
    #expect(detected.status == 0, "\(detected.errors)")
    #expect(detected.scores.count == 3)
    let plain = try VigilCommand(
      ["detect", "videos/c.mp4", "--output", "plain", "--json"] + fast, in: folder.url
    ).finish()
    for (score, before) in zip(detected.scores, plain.scores) { #expect(abs(score - before) < 0.02) }

    let extracted = try VigilCommand.run(
      "extract", "videos/c.mp4", "--model", "small.vigil", "--output", "features", in: folder.url)
    #expect(extracted.status == 0, "\(extracted.errors)")
    let provenance = try String(contentsOf: folder.appending("features/c.json"), encoding: .utf8)
    #expect(provenance.contains("int8"))

    let again = try VigilCommand.run(
      "optimize", "small.vigil", "--calibrate", "videos", "--output", "more.vigil", in: folder.url)
    #expect(again.status != 0)
    #expect(again.errorLines.last?.contains("already in int8") == true, "\(again.errors)")
    let torch = try VigilCommand.run(
      "detect", "videos/a.mp4", "--model", "small.vigil", "--engine", "torch", in: folder.url)
    #expect(
      torch.status != 0 && torch.errors.contains("is in 8-bit integers, which --engine torch does not run"))
  }

  /// Whether 16-bit floats gain anything depends on the processor; either way what is said is what is left.
  @Test func `makes a model in 16-bit floats only where that is faster`() throws {
    let outcome = try VigilCommand.run(
      "optimize", "test-weights-narrow", "--precision", "fp16", "--crops", "1", "--hold-out", "videos",
      "--output", "half.vigil", in: folder.url)
    if outcome.status == 0 {
      #expect(try ModelFolder(reading: folder.appending("half.vigil")).manifest.settings.precision == .fp16)
    } else {
      #expect(
        outcome.errors.contains("times as fast on this machine") || outcome.errors.contains("bit-identical"),
        "\(outcome.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.path("half.vigil")))
    }
  }

  @Test func `runs models in 16-bit floats, close to those in 32`() throws {
    let extractor = try I3DNonLocal(width: 0.25)
    let detector = try RTFM(features: extractor.features)
    for precision in [ModelSettings.Precision.fp16, .fp32] {
      var writer = try ModelFolderWriter(folder.appending("\(precision).vigil"))
      try writer.add(.i3dNonLocal(extractor), Weights.deterministic(for: extractor.graph()))
      try writer.add(.rtfm(detector), Weights.deterministic(for: detector.graph()))
      _ = try writer.finish(
        ModelSettings(
          name: "m", preprocessing: Preprocessing(.rtfm, crops: .one), precision: precision,
          createdBy: "a test"))
    }
    func detect(_ model: String) throws -> VigilCommand.Outcome {
      try VigilCommand.run("detect", "videos/c.mp4", "--model", model, "--json", in: folder.url)
    }
    let (half, whole) = (try detect("fp16.vigil"), try detect("fp32.vigil"))
    #expect(half.status == 0 && half.scores.count == 3, "\(half.errors)")
    for (score, exact) in zip(half.scores, whole.scores) { #expect(abs(score - exact) < 0.01) }
    #expect(half.output.contains("\"precision\":\"fp16\"") && !whole.output.contains("fp16"))
  }

  @Test func `writes nothing when features or scores drift too far`() throws {
    let outcome = try optimize("--output", "strict.vigil", "--min-cosine", "1", "--max-drift", "0")
    #expect(outcome.status != 0)
    let complaint = try #require(outcome.errorLines.last)
    #expect(complaint.contains("mean cosine") && complaint.contains("scores drift"), "\(complaint)")
    #expect(!FileManager.default.fileExists(atPath: folder.appending("strict.vigil").path))
  }

  @Test func `says what is wrong before it reads a video`() throws {
    let nothing = try VigilCommand.run(
      "optimize", "test-weights-narrow", "--output", "x.vigil", in: folder.url)
    #expect(nothing.status != 0 && nothing.errors.contains("--calibrate"))
    let calibrated = try VigilCommand.run(
      "optimize", "test-weights-narrow", "--precision", "fp16", "--calibrate", "videos", "--output",
      "x.vigil",
      in: folder.url)
    #expect(calibrated.status != 0 && calibrated.errors.contains("not calibrated"))
    func refused(_ arguments: [String], _ reason: String) throws {
      let outcome = try VigilCommand(["optimize", "test-weights-narrow"] + arguments, in: folder.url).finish()
      #expect(outcome.status != 0 && outcome.errors.contains(reason), "\(outcome.errors)")
    }
    try refused(["--calibrate", "videos", "--min-cosine=-1", "--output", "x.vigil"], "from 0 to 1")
    // Nothing of these could be read. Of three, the first and the second are taken for two snippets.
    for name in ["a", "b", "c", "d"] {
      let file = folder.appending("bad/\(name).mp4")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("no video".utf8).write(to: file)
    }
    try refused(
      ["--calibrate", "bad", "--snippets", "2", "--output", "z.vigil"],
      "2 of 3 videos are calibrated on, one snippet each; raise --snippets for more")
    try refused(["--calibrate", "bad", "--output", "/proc/x.vigil"], "cannot write beside")
    for arguments in [["--output", "x"], ["--output", "x.vigil", "--range", "much"]] {
      let outcome = try VigilCommand(
        ["optimize", "test-weights-narrow", "--calibrate", "videos"] + arguments, in: folder.url
      ).finish()
      #expect(outcome.status != 0, "\(arguments)")
    }
  }
}
