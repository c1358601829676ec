public import VigilCore

/// The score of the centre crop below which a snippet does not need its other crops.
///
/// An event depends on whether a score reaches the threshold and, once inside an event, the threshold less the
/// hysteresis. So the snippets of the footage whose score over all crops reaches the lower of the two must get all their
/// crops, and the bound lies below their centre scores.
public struct CascadeCalibration: Hashable, Sendable {
  /// One snippet of the footage, scored both ways.
  public struct Pair: Hashable, Sendable {
    /// The score of the centre crop alone.
    public var centre: Float
    /// The score over all crops.
    public var reference: Float

    /// Makes a pair.
    public init(centre: Float, reference: Float) {
      self.centre = centre
      self.reference = reference
    }
  }

  /// How scores become events.
  public var rules: EventRules
  /// The fraction of the snippets that need all their crops which may miss out on them: 0 to less than 1.
  public var mostMissed: Double
  /// Safety margin below the highest bound that the footage allows.
  public var margin: Float

  /// With this many snippets that need all their crops, their centre scores alone determine the bound.
  public static let fewestCounted = 10

  /// Describes a calibration.
  public init(rules: EventRules, mostMissed: Double = 0, margin: Float = 0.05) {
    precondition(
      (0..<1).contains(mostMissed) && margin >= 0, "mostMissed must be in 0..<1 and margin at least 0")
    self.rules = rules
    self.mostMissed = mostMissed
    self.margin = margin
  }

  /// The score over all crops from which a snippet needs them.
  public var level: Float { rules.threshold - rules.hysteresis }

  /// Finds the highest bound that the footage allows, less the margin.
  ///
  /// With fewer than `fewestCounted` snippets at or above the level the bound is also so low that the largest excess
  /// of all crops over the centre, anywhere in the footage, would not carry a score below it to the level.
  ///
  /// - Throws: `tooLittleFootage` without a snippet, `noSuchThreshold` if every snippet would get all crops, such as when the hysteresis is not below the threshold.
  public func bound(for footage: [Pair]) throws(EvaluationError) -> CalibratedCascade {
    guard !footage.isEmpty else {
      throw EvaluationError(.tooLittleFootage, "the footage has no snippet; add footage")
    }
    guard level > 0 else {
      throw EvaluationError(
        .noSuchThreshold,
        "the hysteresis is as large as the threshold, so an event never ends, and every snippet needs all "
          + "its crops; lower --hysteresis")
    }
    let centres = footage.filter { $0.reference >= level }.map(\.centre).sorted()
    let allowed = Int(mostMissed * Double(centres.count))
    var bound = min(level, centres.isEmpty ? level : centres[allowed])
    let isCounted = centres.count >= Self.fewestCounted
    if !isCounted {
      let excess = footage.reduce(0) { max($0, $1.reference - $1.centre) }
      bound = min(bound, level - excess)
    }
    bound -= margin
    guard bound > 0 else {
      throw EvaluationError(
        .noSuchThreshold,
        "every snippet would get all its crops: the centre crop predicts too little about the others in this footage; "
          + "allow more with --max-missed, or do without a cascade")
    }
    return CalibratedCascade(
      bound: bound, isCounted: isCounted, snippets: footage.count, needingAllCrops: centres.count,
      missed: centres.count { $0 < bound })
  }
}

/// The result of calibrating a cascade.
public struct CalibratedCascade: Hashable, Sendable {
  /// The score of the centre crop from which all crops are extracted.
  public var bound: Float
  /// Whether there were enough snippets that need all crops to set the bound from them alone.
  public var isCounted: Bool
  /// The snippets in the footage.
  public var snippets: Int
  /// The snippets that need all their crops.
  public var needingAllCrops: Int
  /// Those of them whose centre scores lie below the bound.
  public var missed: Int
}
