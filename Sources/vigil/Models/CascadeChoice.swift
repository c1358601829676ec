import Foundation
import VigilCore
import VigilNetworks
import VigilPipeline
import VigilPreprocessing
import VigilReport

/// The bound of a run's cascade and where it came from: the user or the model.
struct CascadeChoice {
  var bound: Float
  /// How results describe it.
  var source: String
  /// The conditions that the model's bound was found under.
  private var stored: CascadeSettings?

  /// Takes the given bound, else the model's.
  ///
  /// - Throws: if the preprocessing has no crops to skip, or the model has no bound for it.
  init(given: Float?, selection: ModelSelection) throws {
    try Self.verify(selection.recipe)
    if let given {
      (bound, source) = (given, "as given")
      return
    }
    let name = selection.recipe.name
    guard let folder = selection.detectorFolder, let stored = folder.manifest.settings.cascade else {
      throw CommandError(
        "the model has no bound for a cascade; find one with vigil models cascade, or give --cascade-bound")
    }
    guard stored.recipe == name, stored.extractor == (try selection.network(.extractor).sha256) else {
      throw CommandError(
        "the bound in \(folder.url.lastPathComponent) was found for \(stored.recipe) and "
          + "\(stored.recipe == name ? "another extractor" : "this run has \(name)"); run vigil models cascade again"
      )
    }
    (bound, source) = (Float(stored.bound), "the bound of \(folder.url.lastPathComponent)")
    self.stored = stored
  }

  /// Refuses preprocessing that has no crops to skip.
  static func verify(_ recipe: ClipRecipe) throws {
    guard recipe.crops != .one else {
      throw CommandError(
        "a cascade skips crops, and \(recipe.name) has only one; add --crops 10 or --crops 5")
    }
    guard !recipe.seesWholeFrames else {
      throw CommandError(
        "a cascade skips crops, but the preset \(recipe.preset.rawValue) gets them all from one pass; "
          + "choose another preset")
    }
  }

  /// Where a run forms events differently from the calibration: more decisions may then change.
  func differences(from plan: DetectionPlan) -> [String] {
    guard let stored else { return [] }
    let now: [(name: String, then: Double, value: Double)] = [
      ("a threshold", stored.threshold, Double(plan.rules.threshold)),
      ("a hysteresis", stored.hysteresis, Double(plan.rules.hysteresis)),
      ("a window", Double(stored.window), Double(plan.window)),
    ]
    var differences = now.filter { abs($0.then - $0.value) > 1e-5 }.map { name, then, value in
      "the cascade was calibrated with \(name) of \(NumberText.trimmed(then, decimals: 4)), this run has "
        + "\(NumberText.trimmed(value, decimals: 4)); more decisions may differ from all crops"
    }
    let mode: CascadeSettings.Mode = plan.mode == .offline ? .offline : .online
    if let then = stored.mode, then != mode {
      differences.append(
        "the cascade was calibrated with \(then.rawValue) scores, this run has \(mode.rawValue) ones; "
          + "more decisions may differ from all crops")
    }
    return differences
  }
}
