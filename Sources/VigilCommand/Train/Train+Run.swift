import Logging
import VigilCore
import VigilDatasets
import VigilModels
import VigilNetworks
import VigilPipeline
import VigilReport
import VigilTraining

extension Train {
  /// Says before hours of work that it would be in vain.
  func check() throws {
    try method == .linear ? linear.check() : TrainingSeries(configuration, seeds: seeds?.seeds).check()
  }

  /// Extracts the features of videos that have none yet.
  ///
  /// - Throws: if videos are missing or cannot be extracted, all at once; or if the user ends it.
  func extract() async throws {
    guard let extractor = data.extractor, let (list, folder) = try source.extraction() else { return }
    let extraction = try Extraction(
      list.items, to: folder, with: ModelSelection(named: [extractor], preset: preset, crops: data.crops),
      configuration: EngineConfiguration(threads: machine.threads))
    let (outcome, isInterrupted) = try await extraction.runOnTerminal(log: log.logger("extract"))
    guard outcome.failures.isEmpty else {
      throw CommandError(
        "\(outcome.failures.count) of \(list.items.count) videos cannot be extracted; fix them or leave them out: "
          + outcome.failures.joined(separator: "; "))
    }
    guard !isInterrupted else {
      throw CommandError(
        "interrupted before the first step with \(outcome.left) videos left; run the same command again to resume"
      )
    }
  }

  /// Fits a linear detector at once.
  func fit() throws {
    let interruption = Interruption { Console.diagnostic("stopping: an unfinished fit is not kept") }
    var progress: ProgressLine?
    defer { progress?.finish() }
    let outcome = try linear.run(stop: interruption.stop) { done, total in
      if progress == nil { progress = ProgressLine(onTerminal: "Reading", total: total, unit: "videos") }
      progress?.update(done: done)
    }
    Console.result(outcome.line)
  }

  /// Trains step by step.
  func train() throws {
    let interruption = Interruption(consequence: "progress is kept")
    var display = TrainingDisplay(log: log.logger("train"))
    defer { display.finish() }
    let series = try TrainingSeries(configuration, seeds: seeds?.seeds)
    let outcome = try series.run(stop: interruption.stop) { display.show($0) }
    display.finish()
    for line in outcome.lines { Console.result(line) }
  }
}
