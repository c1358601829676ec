import Foundation
import Testing
import VigilBenchmark
import VigilCore
import VigilInference
import VigilNetworks
import VigilPreprocessing
import VigilTestSupport
import VigilTorch

/// The program that measures the plug-in without Swift, built here and run on the processor.
@Suite(
  .enabled(
    if: (try? TorchPlugin()) != nil && CommandLineTool.path(of: "c++") != nil,
    "there is no LibTorch plug-in or no C++ compiler"))
struct `A stored snippet` {
  let folder: TemporaryFolder
  let snippet: PreparedSnippet
  let network: Network

  init() throws {
    folder = try TemporaryFolder()
    let preprocessing = Preprocessing(.compact, crops: .ten)
    var preparer = FramePreparer(preprocessing: preprocessing)
    snippet = PreparedSnippet(
      preprocessing: preprocessing,
      frames: try (0..<16).map { time in
        let pixels = DeterministicValues.uniform("frame.\(time)", count: 3 * 160 * 120).map {
          UInt8(128 + 127 * $0)
        }
        return try preparer.prepare(
          Frame(index: time, time: Double(time) / 25, width: 160, height: 120, pixels: pixels))
      })
    let graph = try MotionNet(channels: 4).graph(
      frameHeight: preprocessing.cropHeight, frameWidth: preprocessing.cropWidth)
    network = Network.deterministic(Network.deterministic(graph).simplified().graph)
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
      .standardizedFileURL
    let sources = ["main.cpp", "snippet.cpp"].map { root.appending(path: "Plugins/TorchBench/\($0)").path }
    let object = folder.path("nvml.o")
    try CommandLineTool.run("cc", ["-c", root.appending(path: "Sources/CNVML/nvml.c").path, "-o", object])
    try CommandLineTool.run("c++", ["-std=c++20"] + sources + [object, "-ldl", "-o", folder.path("bench")])
  }

  /// Stores the snippet and runs the program on it.
  func bench(_ more: String...) throws -> [String: Any] {
    try store()
    return try run(more)
  }

  func store() throws {
    let stored = try StoredSnippet(
      snippet, model: "test", program: NetworkProgram(network),
      tensors: network.graph.parameters.map { parameter in
        let (offset, factor) = parameter.deterministicRule
        return StoredSnippet.TensorRule(
          name: parameter.name, offset: offset, factor: factor, shape: parameter.shape)
      })
    try stored.write(to: folder.appending("bench.snippet"))
  }

  /// Runs the program on what is stored.
  func run(_ more: [String]) throws -> [String: Any] {
    let output = try CommandLineTool.run(
      "env",
      [
        folder.path("bench"), try TorchPlugin().path, folder.path("bench.snippet"), "--seconds", "0.01",
        "--threads", "2",
      ] + more)
    return try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
  }

  @Test func `gives the features that the engine gives`() async throws {
    let found = try bench("--check", "--channels-last")
    let (snippet, network) = (snippet, network)
    let portable = PortableNetwork(
      identity: "test", program: { NetworkProgram(network) }, writeONNX: { _ in })
    let session = try await TorchEngine().load(portable, options: LoadOptions(threads: 2))
    let features = try await session.run(items: 10) { crop, input in snippet.writeCrop(crop, into: &input) }
    let largest = try #require(features.values.map(abs).max())
    for (name, wanted) in [("first_feature", features.values.first), ("last_feature", features.values.last)] {
      let (value, wanted) = (try #require(found[name] as? Double), try #require(wanted))
      #expect(abs(Float(value) - wanted) < 1e-5 * largest, "\(name): \(value), \(wanted)")
    }
    #expect(try #require(found["error"] as? Double) < 1e-5, "channels last changes nothing but rounding")
    #expect(found["device"] as? String == "cpu" && found["crops"] as? Int == 10)
    #expect(try #require(found["frames_per_second"] as? Double) > 0)
    #expect(found["joules_per_snippet"] is NSNull)
    #expect(found["no_meter"] as? String == "the network runs on the processor")
    // Twice the crops differ, or nothing would be seen of the order.
    #expect(features.values.prefix(4) != features.values.suffix(4))
  }

  @Test func `is read with the words of every version`() throws {
    let found = try bench("--crops", "1")
    let file = folder.appending("bench.snippet")
    var data = try Data(contentsOf: file)
    for (word, former) in [
      ("vigil stored snippet 1", "vigil stored clip 1"), ("\npreprocessing ", "\nrecipe "),
    ] {
      let place = try #require(data.range(of: Data(word.utf8)))
      data.replaceSubrange(place, with: Data(former.utf8))
    }
    try data.write(to: file)
    let again = try run(["--crops", "1"])
    #expect(try #require(found["preprocessing"] as? String) == "compact/10")
    #expect(again["preprocessing"] as? String == "compact/10")
    #expect(again["last_feature"] as? Double == found["last_feature"] as? Double)
  }

  @Test func `says what is wrong with a file or a device`() throws {
    func complaint(_ arguments: String...) -> String {
      do {
        _ = try bench(arguments[0], arguments[1])
        return "nothing"
      } catch {
        return "\(error)"
      }
    }
    #expect(complaint("--device", "cuda:99").contains("vigil-torch-bench: "))
    #expect(complaint("--crops", "11").contains("there are only 10 crops"))
    #expect(complaint("--bits", "8").contains("16, 32 or 64 bits"))
  }
}
