import Foundation
import Testing
import VigilTestSupport

/// `--engine tensorrt`, with a double of TensorRT that computes means in place of networks.
@Suite(.enabled(if: TensorRTDouble.canBeBuilt, "there is no g++ to build the double with"))
struct `The engine tensorrt` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try Clips.make(folder.appending("clip.mp4"), frames: 40, sound: false)
  }

  func vigil(
    _ arguments: [String], environment: [String: String]? = nil
  ) throws -> VigilCommand.Outcome {
    var environment = try environment ?? TensorRTDouble("10.3.0").environment
    environment["XDG_CACHE_HOME"] = folder.path("cache")
    return try VigilCommand(arguments, in: folder.url, environment: environment).finish()
  }

  let model = ["--model", "test-weights-narrow", "--crops", "5", "--engine", "tensorrt"]

  @Test func `scores by plans that are prepared ahead or built before the source is read`() throws {
    let detect = ["detect", "clip.mp4", "--online", "--json", "--log-level", "notice"] + model
    let first = try vigil(detect)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.scores.count == 3)
    #expect(first.errors.contains("networks are built for this machine"))
    let second = try vigil(detect)
    #expect(second.scores == first.scores)
    #expect(!second.errors.contains("networks are built"), "\(second.errors)")
    let prepared = try vigil(["models", "prepare"] + model)
    #expect(prepared.status == 0, "\(prepared.errors)")
    let lines = prepared.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 4 && lines[0] == "TensorRT 10.3.0 on Double")
    #expect(lines[1].hasPrefix("extractor, 5 crops: was ready"))
    #expect(lines[2].hasPrefix("detector, online: was ready"))
    #expect(lines[3].hasPrefix("detector, offline: built in "))
  }

  @Test func `shows what was fused, in which numbers, and how much memory it takes`() throws {
    let inspect = ["models", "inspect", "test-weights-narrow", "--engine", "tensorrt"]
    let shown = try vigil(inspect)
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(shown.output.contains("made of") && shown.output.contains("conv1 + relu1"))
    #expect(shown.output.contains("extractor on TensorRT 10.3.0 on Double: "))
    #expect(shown.output.contains(" in fp16; weights ") && shown.output.contains(" in fp32; weights "))
    let other = try vigil(["models", "inspect", "test-weights-narrow", "--engine", "openvino"])
    #expect(other.status != 0 && other.errors.contains("--engine openvino does not tell"))
  }

  @Test func `says in one line what is missing`() throws {
    func refusal(_ more: [String], environment: [String: String]? = nil) throws -> String {
      let outcome = try vigil(
        ["detect", "clip.mp4", "--log-level", "error"] + model + more, environment: environment)
      #expect(outcome.status != 0 && outcome.output.isEmpty)
      #expect(outcome.errorLines.first?.hasPrefix("Error: ") == true, "\(outcome.errors)")
      return outcome.errors
    }
    let missing = try refusal([], environment: ["VIGIL_TENSORRT": folder.path("none.so")])
    #expect(missing.contains("none.so") && missing.contains("scripts/build-tensorrt"))
    let alone = try refusal([], environment: TensorRTDouble("10.3.0", flags: ["-DGPUS=0"]).environment)
    #expect(alone.contains("there is no GPU that CUDA can use: no CUDA-capable device is detected"))
    #expect(alone.contains("--runtime nvidia"))
    #expect(try refusal(["--device", "cpu"]).contains("--device cpu needs --engine openvino or torch"))
    #expect(try refusal(["--streams", "2", "--threads", "2"]).contains("one batch"))
  }
}
