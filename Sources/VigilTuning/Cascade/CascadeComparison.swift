import VigilCore
import VigilDetection
import VigilPipeline

/// What a cascade saves and changes on some recordings, compared with all crops of all snippets.
public struct CascadeComparison: Hashable, Sendable, Encodable {
  /// Snippets in the recordings.
  public private(set) var snippets = 0
  /// Snippets whose crops would all be extracted.
  public private(set) var snippetsWithAllCrops = 0
  /// Crops that would be extracted, as a fraction of all.
  public private(set) var cost = 0.0
  /// The mean of the absolute differences of scores.
  public private(set) var meanDifference = 0.0
  /// The largest absolute difference of scores.
  public private(set) var largestDifference = 0.0
  /// Snippets that reach the threshold with all crops only.
  public private(set) var fallenBelow = 0
  /// Snippets that reach the threshold with the cascade only.
  public private(set) var risenAbove = 0
  /// Events with all crops.
  public private(set) var eventsWithAllCrops = 0
  /// Events with the cascade.
  public private(set) var eventsWithCascade = 0

  private enum CodingKeys: String, CodingKey {
    case snippets, cost
    case snippetsWithAllCrops = "full_snippets"
    case meanDifference = "mean_difference"
    case largestDifference = "largest_difference"
    case fallenBelow = "fallen_below"
    case risenAbove = "risen_above"
    case eventsWithAllCrops = "events_with_all_crops"
    case eventsWithCascade = "events_with_cascade"
  }

  /// Compares recordings scored both ways.
  init(
    _ recordings: [(reference: CascadeReplay.Outcome, cascade: CascadeReplay.Outcome)], rules: EventRules,
    crops: Int
  ) {
    var sum = 0.0
    for (reference, cascade) in recordings {
      snippets += cascade.scores.count
      snippetsWithAllCrops += cascade.snippetsWithAllCrops
      for (all, some) in zip(reference.scores, cascade.scores) {
        let difference = Double(abs(all.score - some.score))
        sum += difference
        largestDifference = max(largestDifference, difference)
        let (was, isNow) = (all.score >= rules.threshold, some.score >= rules.threshold)
        if was && !isNow { fallenBelow += 1 }
        if !was && isNow { risenAbove += 1 }
      }
      eventsWithAllCrops += EventDetector.events(in: reference.scores, rules: rules).count
      eventsWithCascade += EventDetector.events(in: cascade.scores, rules: rules).count
    }
    guard snippets > 0 else { return }
    meanDifference = sum / Double(snippets)
    cost = Double(snippetsWithAllCrops * crops + snippets - snippetsWithAllCrops) / Double(snippets * crops)
  }

  /// The comparison in sentences, each beginning with a name for the recordings.
  func lines(_ name: String) -> [String] {
    func number(_ value: Double) -> String { NumberText.fixed(value, decimals: 4) }
    return [
      "\(name): \(snippetsWithAllCrops) of \(snippets) snippets with all crops, \(NumberText.fixed(100 * cost, decimals: 0)) % of the "
        + "crops extracted",
      "\(name): scores differ from all crops by \(number(meanDifference)) on average, at most \(number(largestDifference)); "
        + "\(fallenBelow) fall below the threshold, \(risenAbove) rise above it; \(eventsWithCascade) events instead of "
        + "\(eventsWithAllCrops)",
    ]
  }
}
