import Foundation
import Testing
import VigilCore
import VigilNetworks
import VigilTensorFiles
import VigilTestSupport

@Suite struct `Calibrate` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let extractor = try I3DNonLocal(width: 0.25)
    let networks = [
      ("i3d.safetensors", try extractor.graph()),
      ("rtfm.safetensors", try RTFM(features: extractor.features).graph()),
    ]
    for (name, graph) in networks {
      let weights = Weights.deterministic(for: graph)
      try Safetensors.write(
        weights.tensors.sorted { $0.key < $1.key }.map { NamedTensor(name: $0.key, tensor: $0.value) },
        to: folder.appending(name))
    }
    _ = try run(
      "models", "import", "i3d.safetensors", "rtfm.safetensors", "--output", "mine.vigil", "--crops", "1")
  }

  func run(_ arguments: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(arguments, in: folder.url).finish()
  }

  func rules(_ outcome: VigilCommand.Outcome) -> (threshold: Double?, source: String?) {
    let provenance = outcome.objects("start").first?["provenance"] as? [String: Any]
    return (
      (provenance?["rules"] as? [String: Any])?["threshold"] as? Double,
      provenance?["threshold_source"] as? String
    )
  }

  @Test func `sets the threshold that detect uses`() throws {
    #expect(
      try run("synth", "--output", "normal.mp4", "--size", "128x96", "--duration", "160", "--noise", "4")
        .status == 0)
    try Clips.make(folder.appending("clip.mp4"), frames: 32)
    let before = try run("detect", "clip.mp4", "--model", "mine", "--online", "--json")
    #expect(rules(before).threshold.map { abs($0 - 0.7) < 1e-6 } == true)

    let events = ["--merge-gap", "0", "--hysteresis", "0"]
    let calibrate =
      ["models", "calibrate", "--model", "mine", "--normal", "normal.mp4", "--alarms-per-day", "200"] + events
    let camera = try VigilCommand(calibrate + ["--output", "camera.json", "--json"], in: folder.url).finish()
    #expect(camera.status == 0, "\(camera.errors)")
    let threshold = try #require(camera.objects.first?["threshold"] as? Double)
    #expect(threshold > 0 && threshold < 1)
    // The model itself is as it was.
    #expect(
      rules(try run("detect", "clip.mp4", "--model", "mine", "--json")).source
        == "the threshold of mine.vigil")

    let byFile = try VigilCommand(
      ["detect", "clip.mp4", "--model", "mine", "--online", "--json", "--calibration", "camera.json"]
        + events,
      in: folder.url
    ).finish()
    #expect(rules(byFile).threshold.map { abs($0 - threshold) < 1e-5 } == true, "\(byFile.errors)")
    #expect(rules(byFile).source == "calibrated for 200 alarms a day in camera.json")
    #expect(!byFile.errors.contains("may differ"), "\(byFile.errors)")
    // Events made in another way are told of.
    let offline = try run("detect", "clip.mp4", "--model", "mine", "--json", "--calibration", "camera.json")
    #expect(
      offline.errors.contains("a merge gap of 0") && offline.errors.contains("online window"),
      "\(offline.errors)")
    let other = try run("detect", "clip.mp4", "--model", "test-weights", "--calibration", "camera.json")
    #expect(other.status == 1 && other.errors.contains("calibrate again"), "\(other.errors)")

    let inModel = try VigilCommand(calibrate, in: folder.url).finish()
    #expect(inModel.status == 0, "\(inModel.errors)")
    #expect(inModel.output.contains("cannot show a rate below"))
    let after = try run("detect", "clip.mp4", "--model", "mine", "--online", "--json")
    #expect(rules(after).threshold.map { abs($0 - threshold) < 1e-5 } == true)
    #expect(rules(after).source == "calibrated for 200 alarms a day in mine.vigil")
    // Other crops have other scores, for which nobody counted alarms.
    let otherCrops = try run("detect", "clip.mp4", "--model", "mine", "--online", "--json", "--crops", "5")
    #expect(rules(otherCrops).source == "the threshold of mine.vigil")
    let given = try run("detect", "clip.mp4", "--model", "mine", "--json", "--threshold", "0.25")
    #expect(rules(given).threshold == 0.25)
    #expect(rules(given).source == "as given")
  }

  @Test func `refuses what it cannot calibrate`() throws {
    try Clips.make(folder.appending("clip.mp4"), frames: 32)
    try Data("{}".utf8).write(to: folder.appending("bad.json"))
    try FileManager.default.createDirectory(at: folder.appending("empty"), withIntermediateDirectories: true)
    let refusals: [([String], String)] = [
      (["--model", "mine", "--normal", "nowhere.mp4", "--alarms-per-day", "1"], "nowhere.mp4"),
      (["--model", "mine", "--normal", "empty", "--alarms-per-day", "1"], "no video"),
      (["--model", "mine", "--normal", "clip.mp4", "--alarms-per-day=-1"], "above 0"),
      (
        ["--model", "mine", "--normal", "clip.mp4", "--alarms-per-day", "1", "--threshold", "0.5"],
        "leave out"
      ),
      (["--model", "mine", "--normal", "clip.mp4", "--alarms-per-day", "1"], "add footage"),
    ]
    let manifest = try Data(contentsOf: folder.appending("mine.vigil/manifest.json"))
    for (arguments, reason) in refusals {
      let outcome = try VigilCommand(["models", "calibrate"] + arguments, in: folder.url).finish()
      #expect(outcome.status != 0)
      #expect(outcome.errors.contains(reason), "\(outcome.errors)")
    }
    #expect(try Data(contentsOf: folder.appending("mine.vigil/manifest.json")) == manifest)
    let bad = try run("detect", "clip.mp4", "--model", "mine", "--calibration", "bad.json")
    #expect(bad.status == 1 && bad.errorLines.count == 1, "\(bad.errors)")
  }
}
