import VigilCore
import VigilEvaluation

/// The bound of a cascade, what it rests on, and what it saves and changes.
public struct CascadeCalibrationResult: Hashable, Sendable, Encodable {
  /// The score of the centre crop from which on all crops are extracted, in whole ten thousandths.
  public let bound: Double
  /// The threshold that events were made with.
  public let threshold: Float
  /// The hysteresis that events were made with.
  public let hysteresis: Float
  /// How far below what the footage allows the bound was set.
  public let margin: Float
  /// Snippets that reach the threshold less the hysteresis with all crops.
  public let needingAllCrops: Int
  /// Those of them whose centre scores lie below the bound.
  public let missed: Int
  /// What the bound saves and changes in the footage that it was found with.
  public let footage: CascadeComparison
  /// The same in other recordings; nil if there were none.
  public let holdOut: CascadeComparison?
  /// Whether the snippets that need all crops were enough to set the bound alone; not told to programs.
  public let isCounted: Bool
  /// Snippets of the footage; not told to programs.
  public let footageSnippets: Int

  private enum CodingKeys: String, CodingKey {
    case bound, threshold, hysteresis, margin, missed, footage
    case needingAllCrops = "needing_all_crops"
    case holdOut = "hold_out"
  }

  init(
    _ found: CalibratedCascade, bound: Double, rules: EventRules, margin: Float, footage: CascadeComparison,
    holdOut: CascadeComparison?
  ) {
    self.bound = bound
    threshold = rules.threshold
    hysteresis = rules.hysteresis
    self.margin = margin
    needingAllCrops = found.needingAllCrops
    missed = found.missed
    self.footage = footage
    self.holdOut = holdOut
    isCounted = found.isCounted
    footageSnippets = found.snippets
  }

  /// The bound and what it saves and changes, in sentences.
  public var lines: [String] {
    func number(_ value: Float) -> String { NumberText.trimmed(Double(value), decimals: 4) }
    let level = number(threshold - hysteresis)
    var lines = [
      "bound \(number(Float(bound))), with a margin of \(number(margin)): \(missed) of "
        + "\(needingAllCrops) snippets that reach \(level) with all crops lie below it"
    ]
    if !isCounted {
      lines.append(
        "fewer than \(CascadeCalibration.fewestCounted) snippets reach \(level): the bound also allows for the largest excess "
          + "of all crops over the centre")
    }
    return lines + footage.lines("footage") + (holdOut?.lines("held out") ?? [])
  }
}
