import ArgumentParser
import Foundation
import Logging
import VigilBenchmark
import VigilCore
import VigilInference
import VigilMedia
import VigilModels
import VigilPreprocessing
import VigilReport

/// One run of `vigil plan`: measures every setup once, chooses, and tries what it chose.
struct PlanJob {
  private let options: Plan
  private let log: Logger
  private let search: PlanSearch

  /// Checks everything that can be checked before anything is measured.
  init(_ options: Plan) throws {
    self.options = options
    log = options.log.logger("plan")
    let grid = try options.setups.grid(crops: options.crops.isEmpty ? CropCount.allCases : options.crops)
    search = PlanSearch(
      PlanSearch.Target(framesPerSecond: options.fps, cameras: options.cameras, memory: options.memory),
      grid: grid, seconds: options.seconds, streams: options.streams)
    try BenchmarkRecording.check(options.setups.video)
  }

  /// Measures and prints the plan; ends with status 1 if no setup sustains the rate.
  func run() async throws {
    let interruption = Interruption(consequence: "nothing is kept")
    let text = try await BenchmarkRecording.with(options.setups.video) {
      try await run(on: $0, stop: interruption.stop)
    }
    if options.result.json {
      Console.result(text.json)
    } else {
      let lines = TextTable.lines(text.table, numeric: PlanText.numericColumns)
      Console.result((lines + ["", text.verdict]).joined(separator: "\n"))
    }
    guard text.holds else { throw ExitCode.failure }
  }

  private func run(on video: String, stop: StopRequest) async throws -> PlanText {
    _ = try await BenchmarkRecording.facts(video)
    var progress = ProgressLine(onTerminal: "Measuring", total: nil, unit: "setups")
    defer { progress.finish() }
    return try await search.run { event in
      switch event {
      case .measuring(let task, let done, let total):
        log.info("\(task.name)")
        progress.total = total
        progress.update(done: done)
      case .trying(let setup):
        if let total = progress.total { progress.update(done: total) }
        progress.finish()
        log.info("trying \(setup.name)")
      }
    } measure: { task, settings in
      try await MeasurementProcess(task, video: video, settings: settings, engine: options.setups.engine)
        .run(stop: stop)
    }
  }
}

extension Plan {
  /// Which numbers of streams are measured: some engines take all crops as one batch.
  fileprivate var streams: PlanSearch.Streams {
    guard setups.engine.configuration.capabilities.choosesStreams else { return .none }
    return setups.engine.streams == nil ? .all : .chosen
  }
}
