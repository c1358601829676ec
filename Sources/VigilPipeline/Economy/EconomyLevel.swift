/// How much less is computed than asked for, from nothing to the most; each level includes those before it.
public enum EconomyLevel: Int, Hashable, Sendable, CaseIterable, Comparable {
  /// All that the settings ask for.
  case full
  /// The still gate takes more for noise (`EconomyRules.gateFactor`).
  case tighterGate
  /// At most five crops of a snippet are extracted: of ten, those that are not mirrored.
  case fiveCrops
  /// Only the centre crop is extracted.
  case centreCrop
  /// Snippets are made of every second frame: sixteen of thirty-two.
  case everySecondFrame
  /// Every second snippet is not scored at all.
  case everySecondSnippet

  /// What is given up at this level, for messages: `only the centre crop`.
  public var words: String {
    switch self {
    case .full: "nothing is left out"
    case .tighterGate: "the still gate is tighter"
    case .fiveCrops: "at most five crops"
    case .centreCrop: "only the centre crop"
    case .everySecondFrame: "every second frame"
    case .everySecondSnippet: "every second snippet"
    }
  }

  /// The order of the levels.
  public static func < (one: EconomyLevel, other: EconomyLevel) -> Bool { one.rawValue < other.rawValue }
}

/// A change of the level, and why.
public struct EconomyChange: Hashable, Sendable {
  /// What called for it.
  public enum Reason: String, Hashable, Sendable {
    /// Snippets of a live source were dropped since the networks were busy.
    case dropped
    /// Scores took too much of the time in which the next snippet comes.
    case slow
    /// There was time to spare, long enough.
    case spare
    /// The last camera left.
    case idle
  }

  /// The level before.
  public var from: EconomyLevel
  /// The level from now on.
  public var to: EconomyLevel
  /// Why.
  public var reason: Reason
  /// The greatest load that was measured: seconds from taking a snippet to its score, by the length of the snippet; 1 is all there is.
  public var load: Double
  /// When, in seconds on the monotonic clock.
  public var time: Double

  /// Makes a change.
  public init(from: EconomyLevel, to: EconomyLevel, reason: Reason, load: Double, time: Double) {
    self.from = from
    self.to = to
    self.reason = reason
    self.load = load
    self.time = time
  }
}
