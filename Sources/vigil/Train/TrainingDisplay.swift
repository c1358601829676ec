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
      log(sets, step: step, libTorch: libTorch)
      progress = ProgressLine(onTerminal: "Training", total: total, unit: "steps")
    case .step(let terms, let steps, let total):
      progress?.update(done: steps)
      if steps.isMultiple(of: 100) || steps == total { note(terms, steps) }
    case .validated(let found, let isBest): note(found, isBest: isBest)
    }
  }

  /// Leaves the line.
  mutating func finish() { progress?.finish() }

  private func log(_ sets: TrainingSets, step: Int, libTorch: String) {
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

  private mutating func note(_ terms: RTFMLoss.Terms, _ steps: Int) {
    let loss = NumberText.fixed(terms.total, decimals: 4)
    progress?.note(
      "step \(steps): loss \(loss), classification \(NumberText.fixed(terms.classification, decimals: 4))")
    log.info("trained", metadata: ["step": "\(steps)", "loss": "\(loss)"])
  }

  private mutating func note(_ found: Validation, isBest: Bool) {
    var parts: [String] = []
    if let area = found.videoAUC {
      parts.append(
        "AUC \(NumberText.fixed(area, decimals: 4)) on held-out videos" + (isBest ? ", the best so far" : ""))
    }
    if let area = found.testAUC { parts.append("test AUC \(NumberText.fixed(area, decimals: 4))") }
    progress?.note("step \(found.steps): " + parts.joined(separator: "; "))
    log.info("validated", metadata: ["step": "\(found.steps)", "result": "\(parts.joined(separator: "; "))"])
  }
}
