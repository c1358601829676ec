import Foundation
import Testing
import VigilCore
import VigilNetworks
import VigilTensorFiles
import VigilTestSupport

@Suite struct `Models` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Narrow networks as somebody might publish them.
  func checkpoint(_ name: String, _ graph: Graph, prefix: String = "") throws {
    let weights = Weights.deterministic(for: graph)
    try Safetensors.write(
      weights.tensors.sorted { $0.key < $1.key }.map { NamedTensor(name: prefix + $0.key, tensor: $0.value) },
      to: folder.appending(name))
  }

  func run(_ arguments: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(["models"] + arguments, in: folder.url).finish()
  }

  @Test func `are imported, listed, inspected, exported and run`() throws {
    let extractor = try I3DNonLocal(width: 0.25)
    try checkpoint("i3d.safetensors", extractor.graph())
    try checkpoint("rtfm.safetensors", RTFM(features: extractor.features).graph(), prefix: "module.")
    let imported = try run(
      "import", "i3d.safetensors", "rtfm.safetensors", "--output", "mine.vigil", "--preset", "paper",
      "--crops", "1", "--threshold", "0.4")
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(try run("list").output.contains("mine"))

    let inspected = try run("inspect", "mine")
    #expect(inspected.output.contains("2,183,632 parameters"), "\(inspected.output.suffix(800))")
    #expect(inspected.output.contains("layer3.5.nl"))

    #expect(try run("export", "mine", "--output", "i3d.onnx").status == 0)
    #expect(try Data(contentsOf: folder.appending("i3d.onnx")).count > 8_000_000)
    let half = try run("export", "mine", "--for", "tensorrt", "--precision", "fp16", "--output", "half.onnx")
    #expect(half.status == 0, "\(half.errors)")
    #expect(try Data(contentsOf: folder.appending("half.onnx")).count < 5_000_000)
    let detector = try run(
      "export", "mine", "--role", "detector", "--precision", "fp16", "--output", "rtfm.onnx")
    #expect(detector.status != 0 && detector.errors.contains("detectors are exported in fp32"))
    #expect(!FileManager.default.fileExists(atPath: folder.appending("rtfm.onnx").path))

    try Clips.make(folder.appending("clip.mp4"), frames: 48)
    let detected = try VigilCommand(["detect", "clip.mp4", "--model", "mine", "--json"], in: folder.url)
      .finish()
    let known = try VigilCommand(
      ["detect", "clip.mp4", "--preset", "paper", "--json"] + fast, in: folder.url
    ).finish()
    #expect(detected.status == 0, "\(detected.errors)")
    #expect(detected.scores == known.scores)
    let provenance = detected.objects("start").first?["provenance"] as? [String: Any]
    #expect((provenance?["rules"] as? [String: Any])?["threshold"] as? Double == 0.4)
  }

  @Test func `that do not fit together are refused`() throws {
    try checkpoint("rtfm.safetensors", RTFM(features: 64).graph())
    #expect(try run("import", "rtfm.safetensors", "--output", "small.vigil").status == 0)
    try Clips.make(folder.appending("clip.mp4"), frames: 16)
    let alone = try VigilCommand(["detect", "clip.mp4", "--model", "small"], in: folder.url).finish()
    #expect(alone.errors.contains("no extractor"), "\(alone.errors)")
    let twice = try VigilCommand(
      ["detect", "clip.mp4", "--model", "small", "--model", "test-weights-narrow"], in: folder.url
    ).finish()
    #expect(twice.errors.contains("more than one detector"), "\(twice.errors)")
  }

  @Test func `are not made from a file that is not a checkpoint`() throws {
    try Data("<html>404</html>".utf8).write(to: folder.appending("page.pth"))
    for arguments in [["page.pth"], ["missing.pth"], ["."]] {
      let outcome = try VigilCommand(
        ["models", "import"] + arguments + ["--output", "x.vigil"], in: folder.url
      ).finish()
      #expect(outcome.status != 0)
      #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
    }
    #expect(try folder.names() == ["page.pth"])
  }

  @Test func `inspect shows the numbers of the papers`() throws {
    let output = try run("inspect", "test-weights", "--summary").output
    #expect(output.contains("34,582,336 parameters"))
    #expect(output.contains("24,718,849 parameters"))
  }

  @Test func `are pulled over a line that is cut, and only with the licence accepted`() throws {
    let graph = try I3DNonLocal(width: 0.25).graph()
    try checkpoint("weights.pkl", graph)
    let server = try CuttingServer(folder.appending("weights.pkl"))
    let pull = [
      "models", "pull", "i3d-nonlocal-32x2", "--address", "http://127.0.0.1:\(server.port)/weights.pkl",
      "--output", "pulled.vigil",
    ]
    let asked = try VigilCommand(pull, in: folder.url).finish()
    #expect(asked.status != 0)
    #expect(asked.errors.contains("CC-BY-NC"))
    #expect(asked.errors.contains("--accept-licence"))

    let outcome = try VigilCommand(pull + ["--accept-licence"], in: folder.url).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try folder.names() == ["pulled.vigil", "weights.pkl"])
    #expect(try run("inspect", "pulled", "--summary").output.contains("CC-BY-NC"))
  }
}
