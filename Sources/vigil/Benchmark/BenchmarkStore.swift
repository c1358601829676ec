import ArgumentParser
import Foundation
import VigilBenchmark
import VigilCore
import VigilInference
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilTorch
import VigilTuning

/// `vigil benchmark store --model NAME`.
struct BenchmarkStore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store",
    abstract:
      "Stores a snippet and the extractor's graph for make bench-gpu on a machine without the rest of Vigil.",
    discussion:
      "Weights are not stored but computed from their names: speed does not depend on them.")

  @Option(help: "The recording whose first snippet is stored; a test pattern if not given.")
  var video: String?

  @OptionGroup var model: ModelOptions

  @Option(help: "The file to write.")
  var output = "bench.clip"

  func run() async throws {
    let interruption = Interruption {}
    let selection = try model.selection()
    let extractor = try selection.network(.extractor)
    let sample = video == nil ? try await TestPattern.make() : nil
    defer { if let sample { try? FileManager.default.removeItem(at: sample) } }
    let recording = video.map { URL(filePath: $0) } ?? sample ?? URL(filePath: "")
    var found: PreparedSnippet?
    try await SnippetReader(preprocessing: selection.preprocessing, stop: interruption.stop).read(
      recording, atMost: 1, spread: false
    ) { found = $0.prepared }
    guard let clip = found else { throw CommandError("\(recording.path) has too few frames for a snippet") }
    let network = Network.deterministic(extractor.graph).simplified()
    let stored = try StoredClip(
      clip, model: extractor.weightsName, program: try NetworkProgram(network),
      tensors: network.graph.parameters.map { parameter in
        let (offset, factor) = parameter.deterministicRule
        return StoredClip.TensorRule(
          name: parameter.name, offset: offset, factor: factor, shape: parameter.shape)
      })
    try stored.write(to: URL(filePath: output))
    Console.result("wrote \(output): \(extractor.graph.name), \(selection.preprocessing.name)")
  }
}
