import VigilCore
public import VigilTorch

/// Watches a training for signs that the detector is dead or exploding, which no single number of a log shows.
///
/// A dead detector gives every video the same score: its AUC is 0.5 and still the best so far, and it stays dead.
public struct TrainingHealth: Sendable {
  /// The steps that the first look at the loss is over, and every later one.
  private static let window = 10
  /// Ten times the cross-entropy of guessing.
  private static let hopelessEntropy = 7.0
  /// The term of magnitudes that are as far from the margin of 100 as from 300 on average; at 0 it is 1.
  private static let hugeMagnitudeTerm = 4.0

  private var classification: [Double] = []
  private var magnitude: [Double] = []
  private var told: Set<String> = []
  /// What was found so far, a sentence each.
  public private(set) var warnings: [String] = []

  /// Watches from now on.
  public init() {}

  /// Takes the loss of the next step.
  ///
  /// - Returns: a warning, once for each kind.
  public mutating func warning(after terms: RTFMLoss.Terms) -> String? {
    classification.append(terms.classification)
    magnitude.append(terms.magnitude)
    guard classification.count == Self.window else { return nil }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let (entropy, distance) = (mean(classification), mean(magnitude))
    (classification, magnitude) = ([], [])
    if distance > Self.hugeMagnitudeTerm,
      let warning = tell(
        "magnitude",
        "the magnitudes of features are far beyond the margin of 100 (their term of the loss is "
          + "\(NumberText.fixed(distance, decimals: 1)), at a magnitude of 0 it is 1): the detector will not learn from features of "
          + "this scale; vigil doctor features shows their magnitudes")
    {
      return warning
    }
    if entropy > Self.hopelessEntropy {
      return tell(
        "entropy",
        "the cross-entropy of the last \(Self.window) steps is \(NumberText.fixed(entropy, decimals: 1)), where guessing has 0.69: the "
          + "detector is exploding or dead; try a smaller --learning-rate")
    }
    return nil
  }

  /// Takes the next validation.
  ///
  /// - Returns: a warning, once for each kind.
  public mutating func warning(after found: Validation) -> String? {
    if let spread = found.scoreSpread, spread < 1e-6 {
      return tell(
        "dead",
        "all held-out videos have the same score at step \(found.steps): the detector is dead, its AUC of 0.5 means nothing; look "
          + "at the features (vigil doctor features) and try a smaller --learning-rate")
    }
    if let entropy = found.crossEntropy, entropy > Self.hopelessEntropy {
      return tell(
        "held out",
        "the cross-entropy on held-out videos is \(NumberText.fixed(entropy, decimals: 1)) at step \(found.steps), where guessing has "
          + "0.69: the detector is sure and wrong")
    }
    return nil
  }

  private mutating func tell(_ kind: String, _ warning: String) -> String? {
    guard told.insert(kind).inserted else { return nil }
    warnings.append(warning)
    return warning
  }
}
