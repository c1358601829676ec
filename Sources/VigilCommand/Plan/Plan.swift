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

  @OptionGroup
  var setups: GridOptions

  @Option(help: "Frames per second of each camera.")
  var fps: Double

  @Option(help: "Number of cameras.")
  var cameras = 1

  @Option(help: "Memory limit in MiB.")
  var memory: Double?

  @Option(name: .customLong("crops"), help: "Crops per frame; may be repeated. 10, 5 and 1 if not given.")
  var crops: [CropCount] = []

  @Option(help: "Minimum duration of each measurement in seconds.")
  var seconds = 3.0

  @OptionGroup
  var result: ResultOptions

  @OptionGroup(title: "Logs")
  var log: LogOptions

  func validate() throws {
    try require((1...240).contains(fps), "--fps takes 1 to 240 frames/s")
    try require((1...1024).contains(cameras), "--cameras takes 1 to 1024")
    try require((1...1e9).contains(memory ?? 1), "--memory takes a number of MiB")
    try require((0.1...3600).contains(seconds), "--seconds takes 0.1 to 3600")
  }

  func run() async throws {
    try await PlanJob(self).run()
  }
}
