import ArgumentParser
import VigilBenchmark
import VigilPreprocessing

/// What is measured, on which recording and engine.
struct GridOptions: ParsableArguments {
  @Argument(help: "The models to measure.")
  var models: [String]

  @Option(help: "The recording to score, in a loop; an eight-second H.264 test pattern if not given.")
  var video: String?

  @Option(
    name: .customLong("preset"),
    help: "Preset: how frames become crops; may be repeated. The model's own if not given.")
  var presets: [Preset] = []

  @OptionGroup(title: "Engine")
  var engine: EngineOptions

  func validate() throws {
    try require(!models.isEmpty, "name at least one model")
  }

  /// All combinations with these crops.
  func grid(crops: [CropCount], measuresPlainGraph: Bool = false) throws -> BenchmarkGrid {
    try BenchmarkGrid(
      models: models, presets: presets, crops: crops, measuresPlainGraph: measuresPlainGraph)
  }
}
