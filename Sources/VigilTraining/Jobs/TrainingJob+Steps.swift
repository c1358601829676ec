import Foundation
import VigilCore
import VigilReport
import VigilTorch

extension TrainingJob {
  /// Steps and validations until all steps are made or the end is asked for.
  func train(
    _ run: TrainingRun, _ stop: StopRequest, _ health: inout TrainingHealth,
    _ report: (TrainingEvent) -> Void
  ) throws {
    let file = try folder.openLog(keeping: run.steps, validated: run.summary.last?.steps ?? 0)
    defer { try? file.close() }
    let clock = ContinuousClock()
    let began = clock.now
    func elapsed() -> Double { (clock.now - began) / .seconds(1) }
    func note(_ record: TrainingRecord) throws {
      try file.write(contentsOf: Data((record.line + "\n").utf8))
    }
    while !stop.isRequested {
      if run.isValidationDue {
        let start = elapsed()
        guard let found = try run.validate(stop: stop) else { break }
        let now = elapsed()
        try note(
          .validation(
            TrainingRecord.Validation(
              steps: found.steps, videoAUC: found.videoAUC, crossEntropy: found.crossEntropy,
              testAUC: found.testAUC, seconds: now - start, elapsed: now)))
        report(.validated(found, isBest: run.summary.picked == found))
        if let warning = health.warning(after: found) { report(.warned(warning)) }
      }
      guard run.steps < run.settings.steps else { break }
      let (step, rate) = (run.steps, run.settings.learningRate(step: run.steps))
      let terms = try run.step()
      guard terms.total.isFinite else {
        throw TrainingError(
          .badData,
          "the loss of step \(step) is not finite; try a smaller --learning-rate (the state of an earlier step is in "
            + "\(folder.state.path))")
      }
      try note(
        .step(
          TrainingRecord.Step(
            step: step, learningRate: rate, classification: terms.classification, magnitude: terms.magnitude,
            smoothness: terms.smoothness, sparsity: terms.sparsity, total: terms.total, elapsed: elapsed())))
      report(.step(terms, steps: run.steps, of: run.settings.steps))
      if let warning = health.warning(after: terms) { report(.warned(warning)) }
      if run.steps.isMultiple(of: configuration.saveEvery), run.steps < run.settings.steps {
        try run.state().write(to: folder.state)
      }
    }
  }
}
