import ArgumentParser
import Foundation
import VigilBenchmark
import VigilCore
import VigilInference
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport

/// One measurement in its own process, so that its memory is measured alone; `vigil benchmark` starts it.
struct BenchmarkMeasure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure", abstract: "Makes one measurement and prints it as JSON.", shouldDisplay: false)

  @Option(help: "Name of the model in the record.")
  var name: String

  @Option(help: "The scenario.")
  var scenario: Scenario

  @Option(help: "The recording.")
  var video: String

  @Option(help: "The parent process; when it ends, so does this one.")
  var parent: Int32?

  @OptionGroup var networks: NetworkOptions
  @OptionGroup var measurement: MeasurementOptions

  func run() async throws {
    let interruption = Interruption {}
    // However the benchmark ends, even killed, its measurements end with it.
    let watch = parent.map { parent in
      Task {
        while getppid() == parent { try await Task.sleep(for: .milliseconds(500)) }
        interruption.stop.request()
      }
    }
    defer { watch?.cancel() }
    let measurement = try await ScenarioMeasurement(
      of: networks.model.selection(), name: name, configuration: networks.engine.configuration, video: video,
      settings: measurement.settings)
    try Console.json(await measurement.run(scenario, stop: interruption.stop))
  }
}

extension MeasurementProcess {
  /// This program, started again for one measurement.
  init(_ task: MeasurementTask, video: String, settings: MeasurementSettings, engine: EngineOptions) {
    var engine = engine
    if let layout = task.layout { (engine.threads, engine.streams) = (layout.threads, layout.streams) }
    var arguments = ["benchmark", "measure", "--name", task.model, "--scenario", task.scenario.rawValue]
    arguments += ["--video", video, "--parent", "\(getpid())"]
    arguments += task.folders.flatMap { ["--model", $0] }
    if let preset = task.preset { arguments += ["--preset", preset.rawValue] }
    if let crops = task.crops { arguments += ["--crops", "\(crops.rawValue)"] }
    arguments += settings.arguments + engine.arguments
    if task.usesPlainGraph { arguments.append("--no-fast-stem") }
    self.init(
      Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0]), arguments: arguments,
      name: task.name)
  }
}

extension MeasurementSettings {
  /// The settings as `MeasurementOptions` reads them.
  fileprivate var arguments: [String] {
    [
      "--seconds", "\(seconds)", "--warm-up", "\(warmUp)", "--fps", "\(framesPerSecond)", "--latency-limit",
      "\(limit)", "--most-cameras", "\(mostCameras)", "--window", "\(window)",
    ] + (cameras.map { ["--cameras", "\($0)"] } ?? [])
  }
}
