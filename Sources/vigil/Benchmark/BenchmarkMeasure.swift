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
import VigilTorch

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

  @OptionGroup var model: ModelOptions
  @OptionGroup var measurement: MeasurementOptions
  @OptionGroup var engine: EngineOptions

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
    let networks = try LoadedNetworks(model.selection(), configuration: engine.configuration)
    // Same order as `vigil detect`; it determines the peak of memory.
    let detector = try await networks.detector(.newest)
    let extractor = try await networks.extractor()
    let workload = Workload(
      video: video, extractor: extractor, detector: detector, window: measurement.window)
    let setup = try setup(networks, layout: extractor.layout)
    let round = try await round(workload, setup: setup, stop: interruption.stop)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    Console.result(String(decoding: try encoder.encode(round), as: UTF8.self))
  }

  private func round(_ workload: Workload, setup: Setup, stop: StopRequest) async throws -> ScenarioRound {
    // A missing sensor is reported once, by the parent process.
    let meters = Meters(
      sensor: try? PowerSensor(of: .machine),
      graphics: engine.device.number.flatMap { try? GraphicsMeter(index: $0) })
    switch scenario {
    case .offline:
      let outcome = try await Throughput(
        workload, seconds: measurement.seconds, warmUp: measurement.warmUp
      ).run(meters: meters, stop: stop)
      return ScenarioRound(outcome, setup: setup)
    case .singleStream:
      // Even if it takes a minute, the last score counts: leaving it out would flatter a slow machine.
      let outcome = try await trial(workload, cameras: 1, patience: 60).run(meters: meters, stop: stop)
      return ScenarioRound(outcome, framesPerSecond: measurement.fps, setup: setup)
    case .multiStream:
      var search = CameraSearch(most: measurement.mostCameras)
      var trials: [CameraTrial.Outcome] = []
      while let cameras = trials.isEmpty ? measurement.cameras ?? search.next : search.next {
        // The memory of a trial with more cameras says nothing about this one.
        ProcessUsage.forgetPeak()
        // Waiting longer is pointless: a snippet this late already fails the latency limit.
        let patience = max(1, 2 * measurement.limit)
        let outcome = try await trial(workload, cameras: cameras, patience: patience).run(
          meters: meters, stop: stop)
        search.note(cameras, holds: outcome.holds(limit: measurement.limit))
        trials.append(outcome)
        if measurement.cameras != nil { break }
      }
      return ScenarioRound(
        best: trials.first { $0.cameras == search.held }, trials: trials,
        isSearch: measurement.cameras == nil, limit: measurement.limit, framesPerSecond: measurement.fps,
        setup: setup)
    case .stages:
      return ScenarioRound(
        stages: try await StageTimes(workload, seconds: measurement.seconds, stop: stop).run(), setup: setup)
    }
  }

  private func trial(_ workload: Workload, cameras: Int, patience: Double) -> CameraTrial {
    CameraTrial(
      workload, cameras: cameras, framesPerSecond: measurement.fps, seconds: measurement.seconds,
      warmUp: measurement.warmUp, patience: patience)
  }

  private func setup(_ networks: LoadedNetworks, layout: StreamLayout) throws -> Setup {
    let selection = networks.selection
    return Setup(
      model: name, networks: selection.networks.map(\.description),
      preprocessing: PreprocessingDescription(
        name: selection.preprocessing.preset.rawValue, crops: selection.preprocessing.crops.rawValue),
      engine: networks.description,
      threads: layout.threads, streams: layout.streams,
      hasFastStem: try engine.configuration.usesFastStem && selection.network(.extractor).split != nil)
  }
}
