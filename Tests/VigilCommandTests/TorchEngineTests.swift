import Foundation
import Testing
import VigilTestSupport
import VigilTorch

/// `--engine torch`, on the processor.
@Suite(.enabled(if: (try? TorchPlugin()) != nil, "the LibTorch plug-in is not built: scripts/build-torch"))
struct `The engine torch` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try Clips.make(folder.appending("clip.mp4"), frames: 40, sound: false)
  }

  func vigil(_ arguments: [String], environment: [String: String] = [:]) throws -> VigilCommand.Outcome {
    try VigilCommand(arguments, in: folder.url, environment: environment).finish()
  }

  @Test(arguments: ["--offline", "--online"]) func `scores as OpenVINO does`(mode: String) throws {
    let command = ["detect", "clip.mp4", "--model", "test-weights-narrow", "--crops", "5", "--json", mode]
    let theirs = try vigil(command)
    let ours = try vigil(command + ["--engine", "torch", "--output", "results", "--log-level", "info"])
    #expect(ours.status == 0, "\(ours.errors)")
    #expect(ours.scores.count == 3 && theirs.scores.count == 3)
    #expect(zip(ours.scores, theirs.scores).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(ours.errors.contains("LibTorch") && ours.errors.contains("on cpu"))
    let results = try JSONSerialization.jsonObject(
      with: Data(contentsOf: folder.appending("results/scores.json")))
    let provenance = (results as? [String: Any])?["provenance"] as? [String: Any]
    let engine = try #require(provenance?["engine"] as? [String: String])
    #expect(engine["name"] == "LibTorch" && engine["device"] == "cpu")
  }

  @Test func `extracts and is measured`() throws {
    let extracted = try vigil(
      ["extract", "clip.mp4", "--output", "features", "--model", "test-weights-narrow", "--crops", "1"]
        + ["--engine", "torch"])
    #expect(extracted.status == 0, "\(extracted.errors)")
    #expect(
      try String(contentsOf: folder.appending("features/clip.json"), encoding: .utf8).contains("on cpu"))
    let measured = try vigil(
      ["benchmark", "test-weights-narrow", "--crops", "1", "--video", "clip.mp4", "--seconds", "0.2"]
        + ["--warm-up", "1", "--rounds", "1", "--scenario", "offline", "--json", "--engine", "torch"])
    #expect(measured.status == 0, "\(measured.errors)")
    let record = try JSONSerialization.jsonObject(with: Data(measured.output.utf8)) as? [String: Any]
    let setup = (record?["measurements"] as? [[String: Any]])?.first?["setup"] as? [String: Any]
    #expect((setup?["engine"] as? [String: String])?["device"] == "cpu")
    #expect(setup?["fast_stem"] as? Bool == false)
    let doctor = try vigil(["doctor", "--engine", "torch"])
    #expect(doctor.status == 0, "\(doctor.output)")
    #expect(doctor.output.contains("LibTorch") && doctor.output.contains("✓ self-test"))
  }

  @Test func `says in one line what is missing`() throws {
    func refusal(_ more: [String], environment: [String: String] = [:]) throws -> String {
      let outcome = try vigil(
        ["detect", "clip.mp4"] + fast + ["--log-level", "error"] + more, environment: environment)
      #expect(outcome.status != 0 && outcome.output.isEmpty)
      #expect(outcome.errorLines.first?.hasPrefix("Error: ") == true, "\(outcome.errors)")
      return outcome.errors
    }
    let missing = try refusal(["--engine", "torch"], environment: ["VIGIL_TORCH": folder.path("none.so")])
    #expect(missing.contains("none.so") && missing.contains("scripts/build-torch"))
    let device = try refusal(["--engine", "torch", "--device", "cuda:99"])
    #expect(device.contains("--device cuda:99: "))
    #expect(try refusal(["--device", "cuda"]).contains("--device cuda needs --engine torch"))
    #expect(try refusal(["--engine", "torch", "--streams", "2", "--threads", "2"]).contains("one batch"))
  }
}
