import Foundation
import Testing
import VigilCore
import VigilNetworks
import VigilTensorFiles
import VigilTestSupport

/// The narrow networks at five crops.
@Suite struct `A cascade on the command line` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try Clips.make(folder.appending("clip.mp4"), frames: 96)
  }

  func run(_ arguments: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(arguments, in: folder.url).finish()
  }

  /// One thread, so that crops are computed alike however many wait together.
  func detect(_ arguments: String...) throws -> VigilCommand.Outcome {
    let common = ["detect", "clip.mp4", "--model", "test-weights-narrow", "--threads", "1", "--json"]
    let outcome = try VigilCommand(common + arguments, in: folder.url).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }

  func cropScores(_ outcome: VigilCommand.Outcome) -> [[Double]] {
    outcome.objects("snippet").compactMap { $0["crop_scores"] as? [Double] }
  }

  func snippetsWithAllCrops(_ outcome: VigilCommand.Outcome) -> Int? {
    outcome.objects("end").first?["full_snippets"] as? Int
  }

  @Test(arguments: ["--online", "--offline"])
  func `extracts all crops where the centre is not scored low`(mode: String) throws {
    let always = try detect("--crops", "5", mode)
    #expect(snippetsWithAllCrops(always) == nil)
    let everywhere = try detect("--crops", "5", mode, "--cascade-bound", "0")
    #expect(cropScores(everywhere) == cropScores(always) && snippetsWithAllCrops(everywhere) == 6)
    let centre = try detect("--crops", "1", "--online").scores
    let nowhere = try detect("--crops", "5", mode, "--cascade-bound", "1")
    #expect(snippetsWithAllCrops(nowhere) == 0)
    #expect(cropScores(nowhere).allSatisfy { Set($0).count == 1 })

    let bound = centre.sorted()[3]
    let some = try detect("--crops", "5", mode, "--cascade-bound", "\(bound)", "--output", "result")
    #expect(snippetsWithAllCrops(some) == 3, "\(centre)")
    if mode == "--online" {
      #expect(nowhere.scores == centre)
      // Those before the first full one have seen nothing but copies.
      let first = try #require(centre.firstIndex { $0 >= bound })
      #expect(cropScores(some).prefix(first).allSatisfy { Set($0).count == 1 })
      #expect(Set(cropScores(some)[first]).count > 1)
    }
    let start = some.objects("start").first?["provenance"] as? [String: Any]
    let cascade = (start?["detection"] as? [String: Any])?["cascade"] as? [String: Any]
    #expect(cascade?["source"] as? String == "as given")
    #expect((cascade?["bound"] as? Double).map { abs($0 - bound) < 1e-5 } == true)
    let scores = try String(contentsOf: folder.appending("result/scores.json"), encoding: .utf8)
    #expect(scores.contains("\"full_snippets\":3"))
    let page = try String(contentsOf: folder.appending("result/report.html"), encoding: .utf8)
    #expect(page.contains("all crops from a centre score of"))
  }

  @Test func `has its bound from footage`() throws {
    let extractor = try I3DNonLocal(width: 0.25)
    for (name, graph) in [
      ("i3d.safetensors", try extractor.graph()),
      ("rtfm.safetensors", try RTFM(features: extractor.features).graph()),
    ] {
      let weights = Weights.deterministic(for: graph)
      try Safetensors.write(
        weights.tensors.sorted { $0.key < $1.key }.map { NamedTensor(name: $0.key, tensor: $0.value) },
        to: folder.appending(name))
    }
    _ = try run(
      "models", "import", "i3d.safetensors", "rtfm.safetensors", "--output", "mine.vigil", "--crops", "5")
    let none = try run("detect", "clip.mp4", "--model", "mine", "--cascade")
    #expect(none.status == 1 && none.errorLines.count == 1 && none.errors.contains("vigil models cascade"))

    try Clips.make(folder.appending("other.mp4"), frames: 48)
    let found = try run(
      "models", "cascade", "--model", "mine", "--footage", "clip.mp4", "--hold-out", "other.mp4", "--margin",
      "0.001", "--threads", "1", "--json")
    #expect(found.status == 0, "\(found.errors)")
    let result = try #require(found.objects.first)
    let bound = try #require(result["bound"] as? Double)
    let (footage, held) = (result["footage"] as? [String: Any], result["hold_out"] as? [String: Any])
    #expect(footage?["snippets"] as? Int == 6 && held?["snippets"] as? Int == 3)
    let cost = try #require(footage?["cost"] as? Double)
    let full = try #require(footage?["full_snippets"] as? Int)
    #expect(abs(cost - Double(5 * full + 6 - full) / 30) < 1e-9)

    let used = try run(
      "detect", "clip.mp4", "--model", "mine", "--cascade", "--online", "--threads", "1", "--json")
    #expect(used.status == 0, "\(used.errors)")
    #expect(snippetsWithAllCrops(used) == full)
    let start = used.objects("start").first?["provenance"] as? [String: Any]
    let cascade = (start?["detection"] as? [String: Any])?["cascade"] as? [String: Any]
    #expect(cascade?["source"] as? String == "the bound of mine.vigil")
    #expect((cascade?["bound"] as? Double).map { abs($0 - bound) < 1e-5 } == true)
    #expect(!used.errors.contains("may differ"), "\(used.errors)")
    // What the calibration did not see is told of, and another preprocessing refused.
    let other = try run("detect", "clip.mp4", "--model", "mine", "--cascade", "--threshold", "0.6")
    #expect(other.errors.contains("calibrated with a threshold of 0.7"), "\(other.errors)")
    #expect(other.errors.contains("calibrated with online scores"), "\(other.errors)")
    let ten = try run("detect", "clip.mp4", "--model", "mine", "--cascade", "--crops", "10")
    #expect(ten.status == 1 && ten.errors.contains("rtfm/5"), "\(ten.errors)")
  }

  @Test func `is refused where there is nothing to leave out`() throws {
    let refusals: [([String], String)] = [
      (["--crops", "1", "--cascade"], "--crops 10"),
      (["--preset", "whole", "--cascade"], "another preset"),
      (["--cascade"], "--cascade-bound"),
      (["--cascade-bound", "1.5"], "from 0 to 1"),
      (["--crops", "5", "--cascade-bound", "0.5", "--streams", "1"], "leave out --streams"),
      (["--streams", "1024"], "each stream needs one"),
    ]
    for (arguments, reason) in refusals {
      let outcome = try VigilCommand(
        ["detect", "clip.mp4", "--model", "test-weights-narrow"] + arguments, in: folder.url
      ).finish()
      #expect(outcome.status != 0 && outcome.errors.contains(reason), "\(outcome.errors)")
    }
    let calibration = try run(
      "models", "cascade", "--model", "test-weights-narrow", "--crops", "1", "--footage", "clip.mp4")
    #expect(calibration.status == 1 && calibration.errors.contains("--crops 10"), "\(calibration.errors)")
  }
}
