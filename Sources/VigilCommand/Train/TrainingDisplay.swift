import Logging
import VigilCore
import VigilDatasets
import VigilReport
import VigilTorch
import VigilTraining

/// A training on the terminal and in the log.
struct TrainingDisplay {
  let log: Logger
  private var progress: ProgressLine?

  init(log: Logger) { self.log = log }

  /// Shows what happens.
  mutating func show(_ event: TrainingEvent) {
    switch event {
    case .read(0, let total): progress = ProgressLine(onTerminal: "Reading", total: total, unit: "videos")
    case .read(let videos, _): progress?.update(done: videos)
    case .began(let sets, let step, let total, let libTorch):
      progress?.finish()
      noteSets(sets, step: step, libTorch: libTorch)
      progress = ProgressLine(onTerminal: "Training", total: total, unit: "steps")
    case .step(let terms, let steps, _):
      progress?.update(done: steps)
      guard let line = event.line else { return }
      progress?.note(line)
      let loss = NumberText.fixed(terms.total, decimals: 4)
      log.info("trained", metadata: ["step": "\(steps)", "loss": "\(loss)"])
    case .validated(let found, let isBest):
      if let line = event.line { progress?.note(line) }
      log.info(
        "validated", metadata: ["step": "\(found.steps)", "result": "\(found.text(isBest: isBest))"])
    }
  }

  /// Leaves the line.
  mutating func finish() { progress?.finish() }

  private func noteSets(_ sets: TrainingSets, step: Int, libTorch: String) {
    let held = (sets.validation?.normal.count ?? 0) + (sets.validation?.abnormal.count ?? 0)
    log.info(
      "training",
      metadata: [
        "normal": "\(sets.training.normal.count)", "abnormal": "\(sets.training.abnormal.count)",
        "held out": "\(held)", "test": "\(sets.test?.videos.count ?? 0)",
        "crops": "\(sets.training.crops)", "features": "\(sets.training.size)", "libtorch": "\(libTorch)",
        "step": "\(step)",
      ])
  }
}
