/// When quality is given up for speed, and when it comes back.
public struct EconomyRules: Hashable, Sendable {
  /// The load from which the level rises; see `EconomyChange.load`.
  public var riseLoad: Double
  /// The load below which the level falls, as it would be at the lower level.
  public var fallLoad: Double
  /// How much longer than its own length a snippet may take to be scored after its last frame, in seconds, before that is too much load.
  public var lateness: Double
  /// How many snippets of one camera, one after the other, must show too much load for the level to rise; or all snippets of all cameras
  /// for twice as long as these last.
  public var riseSnippets: Int
  /// The time after a change in which nothing is judged, in seconds: what waited is worked off.
  public var hold: Double
  /// How long there must be time to spare before the level falls, in seconds.
  public var calm: Double
  /// The longest such time: it doubles whenever the level rises again within that time of having fallen.
  public var longestCalm: Double
  /// How many times its usual noise factor the still gate has from `.tighterGate` on.
  public var gateFactor: Float

  /// Makes rules.
  ///
  /// - Precondition: loads and times are positive, and the level falls at less load than it rises.
  public init(
    riseLoad: Double = 0.95, fallLoad: Double = 0.7, lateness: Double = 0.5, riseSnippets: Int = 3,
    hold: Double = 2, calm: Double = 15, longestCalm: Double = 600, gateFactor: Float = 1.5
  ) {
    precondition(
      0 < fallLoad && fallLoad < riseLoad && lateness >= 0 && riseSnippets >= 1 && hold >= 0 && 0 < calm
        && calm <= longestCalm
        && gateFactor >= 1, "the level must fall at less load than it rises at, and after some time")
    self.riseLoad = riseLoad
    self.fallLoad = fallLoad
    self.lateness = lateness
    self.riseSnippets = riseSnippets
    self.hold = hold
    self.calm = calm
    self.longestCalm = longestCalm
    self.gateFactor = gateFactor
  }
}
