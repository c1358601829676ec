import Foundation
import VigilCore
import VigilNetworks
public import VigilPipeline
public import VigilPreprocessing

/// The bound of a run's cascade and where it came from: the user or the model.
public struct ResolvedCascade: Sendable {
  /// The score of the centre crop from which all crops are extracted.
  public var bound: Float
  /// How results describe it.
  public var source: String
  /// The conditions that the model's bound was found under.
  private var stored: CascadeSettings?

  /// Takes the given bound, else the model's.
  ///
  /// - Throws: if the preprocessing has no crops to skip, or the model has no bound for it.
  public init(given: Float?, selection: ModelSelection) throws {
    try Self.verify(selection.preprocessing)
    if let given {
      (bound, source) = (given, "as given")
      return
    }
    guard let folder = selection.detectorFolder, let stored = folder.manifest.settings.cascade else {
      throw ModelError(
        .mismatch,
        "the model has no bound for a cascade; find one with vigil models cascade, or give --cascade-bound")
    }
    guard stored.preprocessing == selection.preprocessing,
      stored.extractor == (try selection.network(.extractor).sha256)
    else {
      throw ModelError(
        .mismatch,
        "the bound in \(folder.url.lastPathComponent) was found for \(stored.preprocessing) and "
          + "\(stored.preprocessing == selection.preprocessing ? "another extractor" : "this run has \(selection.preprocessing)"); run vigil models cascade again"
      )
    }
    (bound, source) = (Float(stored.bound), "the bound of \(folder.url.lastPathComponent)")
    self.stored = stored
  }

  /// Refuses preprocessing that has no crops to skip.
  public static func verify(_ preprocessing: Preprocessing) throws {
    guard preprocessing.crops != .one else {
      throw ModelError(
        .mismatch,
        "a cascade skips crops, and \(preprocessing.name) has only one; add --crops 10 or --crops 5")
    }
    guard !preprocessing.seesWholeFrames else {
      throw ModelError(
        .mismatch,
        "a cascade skips crops, but the preset \(preprocessing.preset.rawValue) gets them all from one pass; "
          + "choose another preset")
    }
  }

  /// Where a run forms events differently from the calibration: more decisions may then change.
  public func differences(from settings: DetectionSettings) -> [String] {
    guard let stored else { return [] }
    let now: [(name: String, then: Double, value: Double)] = [
      ("a threshold", stored.threshold, Double(settings.rules.threshold)),
      ("a hysteresis", stored.hysteresis, Double(settings.rules.hysteresis)),
      ("a window", Double(stored.window), Double(settings.window)),
    ]
    var differences = now.filter { abs($0.then - $0.value) > 1e-5 }.map { name, then, value in
      "the cascade was calibrated with \(name) of \(NumberText.trimmed(then, decimals: 4)), this run has "
        + "\(NumberText.trimmed(value, decimals: 4)); more decisions may differ from all crops"
    }
    if let then = stored.mode, then != settings.mode {
      differences.append(
        "the cascade was calibrated with \(then.rawValue) scores, this run has \(settings.mode.rawValue) ones; "
          + "more decisions may differ from all crops")
    }
    return differences
  }
}
