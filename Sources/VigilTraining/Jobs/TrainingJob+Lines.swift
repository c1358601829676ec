import Foundation
import VigilCore
import VigilNetworks
import VigilTorch

extension TrainingJob.Outcome {
  /// What was made, and how good it is by which way of choosing, in lines for people.
  public var lines: [String] {
    func text(_ area: Double?) -> String { area.map { NumberText.fixed($0, decimals: 4) } ?? "unknown" }
    let picked = summary.picked
    let choice = picked.map {
      ", from step \($0.steps): the best on held-out videos, video-level AUC \(text($0.videoAUC))"
    }
    let made =
      ["made \(model.url.path) after \(steps) of \(totalSteps) steps" + (choice ?? "")]
      + warnings.map { "warning: \($0)" }
    guard let best = summary.bestOnTest, let honest = summary.honest else { return made }
    let chosen = picked == nil ? "the last; nothing was chosen" : "chosen on held-out videos"
    return made + [
      "test AUC \(text(honest.testAUC)) (honest: of step \(honest.steps), \(chosen))",
      "test AUC \(text(best.testAUC)) (published protocol: of step \(best.steps), chosen on the test set itself)",
    ]
  }
}

extension LinearTrainingJob.Outcome {
  /// What was made, in a line for people.
  public var line: String {
    "made \(model.url.path): fitted to \(fit.samples) snippets of \(normalVideos) normal and \(abnormalVideos) "
      + "abnormal videos by \(fit.usedFeatures) features in \(fit.steps) steps, mean loss "
      + NumberText.fixed(fit.loss, decimals: 4)
  }
}

extension ExtractorTrainingJob.Outcome {
  /// How good the extractor is on videos that were left out, where there are any, and what was made, in lines for people.
  public var lines: [String] {
    let held = heldOut.map {
      "held out: \($0.videos) videos, AUC \(NumberText.fixed($0.videoAUC, decimals: 4)) by video, "
        + "\(NumberText.fixed($0.snippetAUC, decimals: 4)) by snippet"
    }
    return [held, "made \(model.path) after \(steps) of \(totalSteps) steps"].compactMap(\.self)
  }
}

extension Validation {
  /// What was found, for people.
  public func text(isBest: Bool) -> String {
    func text(_ area: Double) -> String { NumberText.fixed(area, decimals: 4) }
    let parts = [
      videoAUC.map { "AUC \(text($0)) on held-out videos" + (isBest ? ", the best so far" : "") },
      testAUC.map { "test AUC \(text($0))" },
    ]
    return parts.compactMap(\.self).joined(separator: "; ")
  }
}
