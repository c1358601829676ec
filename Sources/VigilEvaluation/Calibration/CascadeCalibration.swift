public import VigilCore

/// The score of the centre crop below which a snippet can do without its other crops.
///
/// What decides on an event is whether a score reaches the threshold, and once in one, the threshold less the
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

  /// What makes an event.
  public var rules: EventRules
  /// The share of the snippets that must get all their crops which may go without: 0 to less than 1.
  public var mostMissed: Double
  /// How far below what the footage allows the bound is set.
  public var margin: Float

  /// With so many snippets that must get all their crops, their centre scores alone say where the bound is.
  public static let fewestCounted = 10

  /// Describes a calibration.
  public init(rules: EventRules, mostMissed: Double = 0, margin: Float = 0.05) {
    precondition((0..<1).contains(mostMissed) && margin >= 0, "a share below 1, and a margin of at least 0")
    self.rules = rules
    self.mostMissed = mostMissed
    self.margin = margin
  }

  /// The score over all crops from which on a snippet must get them.
  public var level: Float { rules.threshold - rules.hysteresis }

  /// Finds the highest bound that the footage allows, less the margin.
  ///
  /// With fewer than `fewestCounted` snippets at or above the level the bound is also so low that the largest excess
  /// of all crops over the centre, anywhere in the footage, would not carry a score below it to the level.
  ///
  /// - Throws: `tooLittleFootage` without a snippet, `noSuchThreshold` if every snippet would get all crops, as where the hysteresis is not below the threshold.
  public func bound(for footage: [Pair]) throws(EvaluationError) -> CalibratedCascade {
    guard !footage.isEmpty else {
      throw EvaluationError(.tooLittleFootage, "the footage has no snippet; add footage")
    }
    guard level > 0 else {
      throw EvaluationError(
        .noSuchThreshold,
        "the hysteresis is as large as the threshold, so an event goes on whatever the score, and every snippet needs all "
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
        "every snippet would get all its crops: the centre crop says too little about the others in this footage; "
          + "allow more with --max-missed, or do without a cascade")
    }
    return CalibratedCascade(
      bound: bound, isCounted: isCounted, snippets: footage.count, needingAllCrops: centres.count,
      missed: centres.count { $0 < bound })
  }
}

/// What a calibration of a cascade found.
public struct CalibratedCascade: Hashable, Sendable {
  /// The score of the centre crop from which on all crops are extracted.
  public var bound: Float
  /// Whether the snippets that must get all crops were enough to set it alone.
  public var isCounted: Bool
  /// Snippets of the footage.
  public var snippets: Int
  /// Those that must get all their crops.
  public var needingAllCrops: Int
  /// Those of them whose centre scores lie below the bound.
  public var missed: Int
}
