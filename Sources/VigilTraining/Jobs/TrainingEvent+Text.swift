import VigilCore
import VigilDatasets
import VigilTorch

extension TrainingEvent {
  /// What is worth a line: every hundredth and the last step, and each validation; nil for anything else.
  public var line: String? {
    switch self {
    case .step(let terms, let steps, let total) where steps.isMultiple(of: 100) || steps == total:
      return "step \(steps): loss \(NumberText.fixed(terms.total, decimals: 4)), classification "
        + NumberText.fixed(terms.classification, decimals: 4)
    case .validated(let found, let isBest): return "step \(found.steps): \(found.text(isBest: isBest))"
    default: return nil
    }
  }

  /// How far which work is, in which unit; nil if that has not changed.
  public var progress: (label: String, done: Int, total: Int, unit: String)? {
    switch self {
    case .read(let videos, let total): ("Reading", videos, total, "videos")
    case .began(_, _, let total, _): ("Training", 0, total, "steps")
    case .step(_, let steps, let total): ("Training", steps, total, "steps")
    case .validated, .warned, .seed: nil
    }
  }

  /// What is worth a record in a log, with its values by name; nil for anything else.
  public var record: (message: String, values: [String: String])? {
    switch self {
    case .began(let sets, let step, _, let libTorch):
      let held = (sets.validation?.normal.count ?? 0) + (sets.validation?.abnormal.count ?? 0)
      return (
        "training",
        [
          "normal": "\(sets.training.normal.count)", "abnormal": "\(sets.training.abnormal.count)",
          "held out": "\(held)", "test": "\(sets.test?.videos.count ?? 0)",
          "crops": "\(sets.training.crops)", "features": "\(sets.training.size)", "libtorch": libTorch,
          "step": "\(step)",
        ]
      )
    case .step(let terms, let steps, _) where line != nil:
      return ("trained", ["step": "\(steps)", "loss": NumberText.fixed(terms.total, decimals: 4)])
    case .validated(let found, let isBest):
      return ("validated", ["step": "\(found.steps)", "result": found.text(isBest: isBest)])
    default: return nil
    }
  }
}
