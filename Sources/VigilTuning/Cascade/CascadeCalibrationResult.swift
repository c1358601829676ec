import VigilCore
import VigilEvaluation

/// The calibrated bound of a cascade, its basis, and what it saves and changes.
public struct CascadeCalibrationResult: Hashable, Sendable, Encodable {
  /// The score of the centre crop from which all crops are extracted, rounded down to four decimals.
  public let bound: Double
  /// The threshold of events.
  public let threshold: Float
  /// The hysteresis of events.
  public let hysteresis: Float
  /// The safety margin below the highest bound that the footage allows.
  public let margin: Float
  /// Snippets whose scores over all crops reach the threshold less the hysteresis.
  public let needingAllCrops: Int
  /// Those of them whose centre scores lie below the bound.
  public let missed: Int
  /// What the bound saves and changes on the footage that it was found on.
  public let footage: CascadeComparison
  /// The same on hold-out recordings; nil if there were none.
  public let holdOut: CascadeComparison?
  /// Whether the snippets that need all crops were enough to determine the bound alone; not part of the JSON.
  public let isCounted: Bool
  /// Snippets in the footage; not part of the JSON.
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

  /// The result in sentences.
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
