import ArgumentParser
import Foundation
import VigilBenchmark
import VigilCore
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
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
  var output = "bench.snippet"

  func run() async throws {
    let interruption = Interruption {}
    let selection = try model.selection()
    let extractor = try selection.network(.extractor)
    let snippet = try await BenchmarkRecording.with(video) { recording in
      var found: PreparedSnippet?
      try await SnippetReader(preprocessing: selection.preprocessing, stop: interruption.stop).read(
        URL(filePath: recording), atMost: 1, spread: false
      ) { found = $0.prepared }
      guard let found else { throw CommandError("\(recording) has too few frames for a snippet") }
      return found
    }
    try StoredSnippet(snippet, extractor: extractor).write(to: URL(filePath: output))
    Console.result("wrote \(output): \(extractor.graph.name), \(selection.preprocessing.name)")
  }
}
