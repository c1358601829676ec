import Foundation
import Logging
import VigilBenchmark
import VigilCore
import VigilMedia
import VigilPipeline
import VigilReport
import VigilTorch

/// One run of `vigil benchmark`: starts a process for each measurement and gathers the results.
struct BenchmarkJob {
  private static let idleSeconds = 5.0

  private let options: BenchmarkRun
  private let log: Logger
  private let grid: BenchmarkGrid
  private let scenarios: [Scenario]

  /// Checks everything that can be checked before anything is measured.
  init(_ options: BenchmarkRun) throws {
    self.options = options
    log = options.log.logger("benchmark")
    grid = try BenchmarkGrid(
      models: options.models, presets: options.presets, crops: options.crops, plain: options.plain,
      engine: options.engine)
    scenarios = options.scenarios.isEmpty ? Scenario.allCases : options.scenarios
    try Self.checkRecorded(options.video)
    if let output = options.output {
      try Destination.check(URL(filePath: output).appending(path: BenchmarkReport.numbers))
    }
  }

  /// Refuses live sources.
  static func checkRecorded(_ video: String?) throws {
    if let video, try MediaSource(video).isLive {
      throw CommandError(
        "\(SourceName.redacted(video)) is live; give a recording, which is played at camera speed"
      )
    }
  }

  /// Measures all rounds; at Ctrl-C or a failed measurement, the complete ones are kept.
  ///
  /// - Throws: why rounds are missing, unless it was Ctrl-C; complete rounds have been printed and written by then.
  func run() async throws {
    let interruption = Interruption {
      Console.diagnostic("stopping: complete rounds are kept; press Ctrl-C again to quit at once")
    }
    guard let video = options.video else {
      let clip = try await TestPattern.make()
      defer { try? FileManager.default.removeItem(at: clip) }
      return try await run(on: clip.path, name: "test picture", stop: interruption.stop)
    }
    try await run(on: video, name: video, stop: interruption.stop)
  }

  private func run(on video: String, name: String, stop: StopRequest) async throws {
    let facts = try await MediaSource(video).facts()
    var energy = try EnergySource(log: options.meter)
    if let reason = energy.description.unavailable { log.info("energy is not measured: \(reason)") }
    let before = MachineState()
    if energy.isAvailable { try await energy.measureIdle(seconds: Self.idleSeconds, stop: stop) }
    let began = Date.now
    let (rounds, failure) = try await measure(video, stop: stop)
    let completed = await energy.complete(
      rounds, framesPerSecond: options.measurement.fps, stop: stop)
    var record = BenchmarkRecord(
      vigil: VigilVersion.current, date: began, command: Self.command, system: Machine.current.description,
      video: SourceDescription(
        name: name, container: facts.container, codec: facts.codec, width: facts.width, height: facts.height,
        framesPerSecond: facts.frameRate, duration: facts.duration),
      conditions: conditions, energy: energy.description, before: before)
    record.graphics = options.engine.device.number.map(GraphicsDescription.init)
    for round in completed { record.add(round) }
    record.after = MachineState()
    // Printed first: the result must not be lost if the folder has become unwritable.
    Console.result(options.json ? record.json : record.markdown)
    if let output = options.output { try BenchmarkReport(record).write(to: URL(filePath: output)) }
    if let failure { throw failure }
  }

  /// All rounds, interleaved so that disturbances affect all setups alike; returns the complete ones and the error that
  /// ended the next one, unless it was Ctrl-C.
  ///
  /// - Throws: if no round is complete.
  private func measure(
    _ video: String, stop: StopRequest
  ) async throws -> (rounds: [[ScenarioRound]], failure: (any Error)?) {
    let tasks = grid.tasks(
      scenarios, video: video, measurement: options.measurement, engine: options.engine)
    let clock = ContinuousClock()
    let start = clock.now
    var progress = ProgressLine(
      "Measuring", total: tasks.count * options.rounds, unit: "measurements",
      screen: .standardError(write: Console.terminal)
    ) { clock.now - start }
    defer { progress.finish() }
    var rounds: [[ScenarioRound]] = []
    var failure: (any Error)?
    do {
      for number in 0..<options.rounds {
        var round: [ScenarioRound] = []
        for task in tasks {
          try await rest(stop: stop)
          log.info("round \(number + 1): \(task.name)")
          progress.update(done: number * tasks.count + round.count)
          round.append(try await MeasurementProcess(task: task).run(stop: stop))
        }
        rounds.append(round)
      }
    } catch {
      let isInterrupted = (error as? BenchmarkError)?.code == .interrupted
      guard !rounds.isEmpty else {
        throw isInterrupted
          ? BenchmarkError(.interrupted, "the benchmark was stopped before its first round was complete")
          : error
      }
      log.notice("kept \(rounds.count) of \(options.rounds) rounds")
      if !isInterrupted { failure = error }
    }
    progress.update(done: rounds.count * tasks.count)
    return (rounds, failure)
  }

  private func rest(stop: StopRequest) async throws {
    let end = ContinuousClock.now + .seconds(options.coolDown)
    while ContinuousClock.now < end, !stop.isRequested { try await Task.sleep(for: .milliseconds(50)) }
    if stop.isRequested { throw MeasurementProcess.interrupted }
  }

  private var conditions: BenchmarkConditions {
    let measurement = options.measurement
    return BenchmarkConditions(
      rounds: options.rounds, seconds: measurement.seconds, warmUp: measurement.warmUp,
      framesPerSecond: measurement.fps, latencyLimit: measurement.limit,
      mostCameras: measurement.mostCameras, cameras: measurement.cameras, coolDown: options.coolDown,
      window: measurement.window)
  }

  /// The command line as typed, without secrets.
  private static var command: String {
    (["vigil"] + CommandLine.arguments.dropFirst()).map(SourceName.redacted).joined(separator: " ")
  }
}

extension Machine {
  /// The machine as a benchmark record stores it.
  var description: SystemDescription {
    SystemDescription(
      processor: processor, architecture: architecture, system: system, cores: cores,
      memoryBytes: memoryBytes, features: features)
  }
}
