import ArgumentParser
import VigilBenchmark
import VigilPreprocessing

/// `vigil benchmark MODEL…`, the default.
struct BenchmarkRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Measures models on this machine.",
    discussion: """
      MODEL is a NAME.vigil folder, or a name that `vigil models list` shows; two folders, one with the extractor and \
      one with the detector, are joined: i3d.vigil+street.vigil. Each measurement is a process of its own, and \
      rounds are interleaved. Ctrl-C keeps the rounds that are complete.
      """)

  @OptionGroup
  var setups: GridOptions

  @Option(name: .customLong("scenario"), help: "Scenario to measure; may be repeated. All if not given.")
  var scenarios: [Scenario] = []

  @Option(
    name: .customLong("crops"),
    help: "Crops per frame: 10, 5 or 1; may be repeated. The model's own if not given.")
  var crops: [CropCount] = []

  @Flag(
    help: "Also measure the plain graph, as in the columns with and without TensorRT of the paper's table.")
  var plain = false

  @Option(help: "Number of rounds; verdicts of compare need at least two.")
  var rounds = 3

  @OptionGroup(title: "Measurement")
  var measurement: MeasurementOptions

  @Option(help: "Seconds of idle time before each measurement.")
  var coolDown = 0.0

  @Option(
    help: "Log of an external power meter running meanwhile: a CSV file with the columns time and watts.")
  var meter: String?

  @Option(help: "The folder for benchmark.json, benchmark.md and report.html.")
  var output: String?

  @OptionGroup
  var result: ResultOptions

  @OptionGroup(title: "Logs")
  var log: LogOptions

  func validate() throws {
    try require((1...1000).contains(rounds), "--rounds takes 1 to 1000")
    try require((0...3600).contains(coolDown), "--cool-down takes 0 to 3600 seconds")
    try require(
      !plain || setups.engine.fastStem == nil,
      "--plain measures with and without the fast first layers; leave out --fast-stem")
  }

  func run() async throws {
    try await BenchmarkJob(self).run()
  }
}
