extension ViewMonitor {
  /// How long things must last, in seconds. The defaults were chosen on rendered scenes and real footage.
  public struct Options: Hashable, Sendable {
    /// How long a picture must stay the same, pixel for pixel, to be frozen.
    public var frozenAfter = 60.0
    /// How long the structure must be gone for the camera to be covered.
    public var coveredAfter = 2.0
    /// How long another view must stay for the camera to have been moved.
    public var movedAfter = 15.0
    /// How long it must be dark.
    public var darkAfter = 10.0
    /// How long detail must be missing.
    public var defocusedAfter = 20.0
    /// For how long after a change scores may come from it.
    public var settling = 5.0
    /// The same after a switch between day and night, which cameras follow with seconds of adjustment.
    public var settlingOfLight = 10.0
    /// The longest that a suspicion alone makes scores doubtful.
    public var longestSuspicion = 30.0
    /// In how much time what is new in the view becomes a part of the reference.
    public var ageing = 1200.0
    /// How many seconds of pictures make a reference.
    public var learning = 10.0

    /// The defaults.
    public init() {}
  }
}
