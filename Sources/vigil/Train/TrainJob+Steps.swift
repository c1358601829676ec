import Foundation
import Logging
import VigilCore
import VigilPipeline
import VigilReport
import VigilTorch
import VigilTraining

extension TrainJob {
  /// Steps and validations until the training is done or a stop is requested.
  func train(_ run: TrainingRun, _ interruption: Interruption) throws {
    let file = try folder.openLog(keeping: run.steps, validated: run.summary.last?.steps ?? 0)
    defer { try? file.close() }
    let clock = ContinuousClock()
    let began = clock.now
    func elapsed() -> Double { (clock.now - began) / .seconds(1) }
    func note(_ record: TrainingRecord) throws {
      try file.write(contentsOf: Data((record.line + "\n").utf8))
    }
    var progress = ProgressLine(
      "Training", total: run.plan.steps, unit: "steps", screen: .standardError(write: Console.terminal)
    ) { clock.now - began }
    defer { progress.finish() }
    while !interruption.stop.isRequested {
      if run.isValidationDue {
        let start = elapsed()
        guard let found = try run.validate(goesOn: { !interruption.stop.isRequested }) else { break }
        let now = elapsed()
        try note(
          .validation(
            TrainingRecord.Validation(
              steps: found.steps, videoAUC: found.videoAUC, crossEntropy: found.crossEntropy,
              testAUC: found.testAUC, seconds: now - start, elapsed: now)))
        tell(found, isBest: run.summary.picked == found, &progress)
      }
      guard run.steps < run.plan.steps else { break }
      let (step, rate) = (run.steps, run.plan.learningRate(step: run.steps))
      let terms = try run.step()
      guard terms.total.isFinite else {
        throw CommandError(
          "the loss of step \(step) is not finite; try a smaller --learning-rate (the state of an earlier step is in "
            + "\(folder.state.path))")
      }
      try note(
        .step(
          TrainingRecord.Step(
            step: step, learningRate: rate, classification: terms.classification, magnitude: terms.magnitude,
            smoothness: terms.smoothness, sparsity: terms.sparsity, total: terms.total, elapsed: elapsed())))
      progress.update(done: run.steps)
      if run.steps.isMultiple(of: 100) || run.steps == run.plan.steps { tell(terms, run.steps, &progress) }
      if run.steps.isMultiple(of: options.saveEvery), run.steps < run.plan.steps {
        try run.state().write(to: folder.state)
      }
    }
  }

  private func tell(_ terms: RTFMLoss.Terms, _ steps: Int, _ progress: inout ProgressLine) {
    let loss = NumberText.fixed(terms.total, decimals: 4)
    progress.note(
      "step \(steps): loss \(loss), classification \(NumberText.fixed(terms.classification, decimals: 4))")
    log.info("trained", metadata: ["step": "\(steps)", "loss": "\(loss)"])
  }

  private func tell(_ found: Validation, isBest: Bool, _ progress: inout ProgressLine) {
    var parts: [String] = []
    if let area = found.videoAUC {
      parts.append(
        "AUC \(NumberText.fixed(area, decimals: 4)) on held-out videos" + (isBest ? ", the best so far" : ""))
    }
    if let area = found.testAUC { parts.append("test AUC \(NumberText.fixed(area, decimals: 4))") }
    progress.note("step \(found.steps): " + parts.joined(separator: "; "))
    log.info("validated", metadata: ["step": "\(found.steps)", "result": "\(parts.joined(separator: "; "))"])
  }
}
