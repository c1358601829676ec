import Foundation
import Logging
import VigilBenchmark
import VigilCore
import VigilInference
import VigilMedia
import VigilModels
import VigilPipeline
import VigilReport

/// One run of `vigil benchmark`: starts a process for each measurement and gathers the results.
struct BenchmarkJob {
  private let options: BenchmarkRun
  private let log: Logger
  private let rounds: BenchmarkRounds

  /// Checks everything that can be checked before anything is measured.
  init(_ options: BenchmarkRun) throws {
    self.options = options
    log = options.log.logger("benchmark")
    let grid = try options.setups.grid(
      crops: options.crops,
      measuresPlainGraph: options.plain && options.setups.engine.configuration.usesFastStem)
    let tasks = grid.tasks(options.scenarios.isEmpty ? Scenario.allCases : options.scenarios)
    rounds = BenchmarkRounds(tasks, count: options.rounds, coolDown: options.coolDown)
    try BenchmarkRecording.check(options.setups.video)
    if let output = options.output {
      try Destination.check(URL(filePath: output).appending(path: BenchmarkReport.numbers))
    }
  }

  /// Measures all rounds; at Ctrl-C or a failed measurement, the complete ones are kept.
  ///
  /// - Throws: why rounds are missing, unless it was Ctrl-C; complete rounds have been printed and written by then.
  func run() async throws {
    let interruption = Interruption(consequence: "complete rounds are kept")
    try await BenchmarkRecording.with(options.setups.video) { video in
      try await run(on: video, name: options.setups.video ?? "test picture", stop: interruption.stop)
    }
  }

  private func run(on video: String, name: String, stop: StopRequest) async throws {
    let facts = try await BenchmarkRecording.facts(video)
    let energy = try EnergySource(log: options.meter)
    if let reason = energy.description.unavailable { log.info("energy is not measured: \(reason)") }
    let settings = options.measurement.settings
    let session = BenchmarkSession(
      rounds, settings: settings, video: SourceDescription(name: name, facts: facts), energy: energy,
      command: Self.command)
    let total = rounds.tasks.count * rounds.count
    var progress = ProgressLine(onTerminal: "Measuring", total: total, unit: "measurements")
    defer { progress.finish() }
    let (record, failure) = try await session.run(
      graphics: options.setups.engine.configuration.device.number, stop: stop
    ) { event in
      switch event {
      case .measuring(let task, let round, let done):
        log.info("round \(round): \(task.name)")
        progress.update(done: done)
      case .kept(let kept): log.notice("kept \(kept) of \(rounds.count) rounds")
      }
    } measure: { task in
      try await MeasurementProcess(task, video: video, settings: settings, engine: options.setups.engine)
        .run(stop: stop)
    }
    progress.update(done: record.rounds * rounds.tasks.count)
    progress.finish()
    // Printed first: the result must not be lost if the folder has become unwritable.
    Console.result(options.result.json ? record.json : record.markdown)
    if let output = options.output { try BenchmarkReport(record).write(to: URL(filePath: output)) }
    if let failure { throw failure }
  }

  /// The command line as typed, without secrets.
  private static var command: String {
    (["vigil"] + CommandLine.arguments.dropFirst()).map(SourceName.redacted).joined(separator: " ")
  }
}
