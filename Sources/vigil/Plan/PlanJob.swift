import ArgumentParser
import Foundation
import Logging
import VigilBenchmark
import VigilCore
import VigilInference
import VigilMedia
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport

/// One run of `vigil plan`: measures every setup once, chooses, and tries what it chose.
struct PlanJob {
  private let options: Plan
  private let log: Logger
  private let grid: BenchmarkGrid

  /// Checks everything that can be checked before anything is measured.
  init(_ options: Plan) throws {
    self.options = options
    log = options.log.logger("plan")
    grid = try BenchmarkGrid(
      models: options.models, presets: options.presets,
      crops: options.crops.isEmpty ? CropCount.allCases : options.crops, plain: false, engine: options.engine)
    try BenchmarkJob.checkRecorded(options.video)
  }

  /// Measures and prints the plan; ends with status 1 if no setup sustains the rate.
  func run() async throws {
    let interruption = Interruption {
      Console.diagnostic("stopping: nothing is kept; press Ctrl-C again to quit at once")
    }
    if let video = options.video { return try await run(on: video, stop: interruption.stop) }
    let clip = try await TestPattern.make()
    defer { try? FileManager.default.removeItem(at: clip) }
    try await run(on: clip.path, stop: interruption.stop)
  }

  private func run(on video: String, stop: StopRequest) async throws {
    _ = try await MediaSource(video).facts()
    let plan = DevicePlan(
      framesPerSecond: options.fps, cameras: options.cameras, memory: options.memory,
      options: try await measure(video, stop: stop))
    guard let choice = plan.recommended else {
      show(PlanText(plan, trial: nil, hasStreams: hasStreams))
      throw ExitCode.failure
    }
    log.info("trying \(choice.setup.name)")
    let text = PlanText(
      plan, trial: try await attempt(choice, video: video, stop: stop), hasStreams: hasStreams)
    show(text)
    guard text.holds else { throw ExitCode.failure }
  }

  /// Whether the engine divides its threads; LibTorch takes all crops as one batch.
  private var hasStreams: Bool { options.engine.engine == .openvino }

  private func show(_ text: PlanText) {
    Console.result(options.json ? text.json : text.lines.joined(separator: "\n"))
  }

  /// The speed and the memory of every setup.
  private func measure(_ video: String, stop: StopRequest) async throws -> [PlanOption] {
    var waiting = grid.tasks([.offline], video: video, measurement: measurement, engine: options.engine)
    var others: [BenchmarkTask] = []
    let clock = ContinuousClock()
    let start = clock.now
    var progress = ProgressLine(
      "Measuring", total: waiting.count, unit: "setups", screen: .standardError(write: Console.terminal)
    ) { clock.now - start }
    defer { progress.finish() }
    var found: [PlanOption] = []
    while !(waiting + others).isEmpty {
      // The other stream counts are known once a model has been measured with its own preset.
      let isFirst = others.isEmpty
      let task = isFirst ? waiting.removeFirst() : others.removeFirst()
      log.info("\(task.name)")
      progress.update(done: found.count)
      let round = try await MeasurementProcess(task: task).run(stop: stop)
      if isFirst {
        others = try otherStreams(than: round.setup).map { try self.task(.offline, $0, measurement, video) }
      }
      progress.total = found.count + 1 + waiting.count + others.count
      guard let rate = round.value(.framesPerSecond) else { continue }
      found.append(
        PlanOption(
          setup: round.setup, framesPerSecond: rate, memory: round.value(.peakMemory),
          drift: try drift(round.setup)))
    }
    progress.update(done: found.count)
    return found
  }

  /// A setup with the other stream counts that are worth measuring; none if the user or the engine has fixed the count.
  private func otherStreams(than setup: Setup) -> [Setup] {
    guard hasStreams, options.engine.streams == nil, let preprocessing = setup.knownPreprocessing
    else { return [] }
    return StreamLayout.streamCounts(items: preprocessing.passes, threads: setup.threads)
      .filter { $0 != setup.streams }
      .map {
        var other = setup
        other.streams = $0
        return other
      }
  }

  /// All cameras at their rate, on the chosen setup.
  private func attempt(
    _ option: PlanOption, video: String, stop: StopRequest
  ) async throws -> ScenarioRound {
    var measurement = measurement
    measurement.cameras = options.cameras
    return try await MeasurementProcess(task: try task(.multiStream, option.setup, measurement, video)).run(
      stop: stop)
  }

  /// The workload that measures one setup.
  private func task(
    _ scenario: Scenario, _ setup: Setup, _ measurement: MeasurementOptions, _ video: String
  ) throws -> BenchmarkTask {
    var engine = options.engine
    if hasStreams { (engine.threads, engine.streams) = (setup.threads, setup.streams) }
    let only = try BenchmarkGrid(
      models: [setup.model], presets: [setup.knownPreprocessing?.preset].compactMap { $0 },
      crops: [setup.knownPreprocessing?.crops].compactMap { $0 }, plain: false, engine: engine)
    return only.tasks([scenario], video: video, measurement: measurement, engine: engine)[0]
  }

  private var measurement: MeasurementOptions {
    var measurement = MeasurementOptions()
    measurement.seconds = options.seconds
    measurement.warmUp = 2
    measurement.fps = options.fps
    measurement.latencyLimit = nil
    measurement.mostCameras = options.cameras
    measurement.window = 32
    measurement.cameras = nil
    return measurement
  }

  /// The drift that the optimiser measured for a model in another precision; 0 for one in full precision.
  private func drift(_ setup: Setup) throws -> Double? {
    if setup.networks.allSatisfy({ $0.precision == "fp32" }) { return 0 }
    let folders = setup.model.split(separator: "+").compactMap { try? ModelLibrary().folder(String($0)) }
    let measured =
      folders.flatMap(\.manifest.networks).map { $0.quantization?.measured }
      + folders.map(\.manifest.settings.calibration)
    return measured.compactMap { $0?["score_drift"] }.max()
  }
}
