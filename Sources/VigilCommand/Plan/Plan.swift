import ArgumentParser
import VigilBenchmark
import VigilPreprocessing

/// `vigil plan --fps N`.
struct Plan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Measures models here and recommends crops, preset, precision and streams that sustain a frame rate.",
    discussion: """
      MODEL is as vigil benchmark takes it; give the same model in several precisions to choose among them. The setup \
      with the most crops that sustains all cameras with a fifth of the speed to spare is recommended, and then tried.
      """)

  @Argument(help: "The models to choose from.")
  var models: [String]

  @Option(help: "Frames per second of each camera.")
  var fps: Double

  @Option(help: "Number of cameras.")
  var cameras = 1

  @Option(help: "Memory limit in MiB.")
  var memory: Double?

  @Option(
    name: .customLong("preset"),
    help: "Preset: how frames become crops; may be repeated. The model's own if not given.")
  var presets: [Preset] = []

  @Option(name: .customLong("crops"), help: "Crops per frame; may be repeated. 10, 5 and 1 if not given.")
  var crops: [CropCount] = []

  @Option(help: "The recording to score, in a loop; an eight-second H.264 test pattern if not given.")
  var video: String?

  @Option(help: "Minimum duration of each measurement in seconds.")
  var seconds = 3.0

  @OptionGroup(title: "Engine")
  var engine: EngineOptions

  @Flag(help: "Print the plan as one JSON object.")
  var json = false

  @OptionGroup(title: "Logs")
  var log: LogOptions

  func validate() throws {
    try require(!models.isEmpty, "name at least one model")
    try require((1...240).contains(fps), "--fps takes 1 to 240 frames/s")
    try require((1...1024).contains(cameras), "--cameras takes 1 to 1024")
    try require((1...1e9).contains(memory ?? 1), "--memory takes a number of MiB")
    try require((0.1...3600).contains(seconds), "--seconds takes 0.1 to 3600")
  }

  func run() async throws {
    try await PlanJob(self).run()
  }
}
