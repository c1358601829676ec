public import VigilStore

/// What was asked of programs since the station began, and what waits.
public struct VerdictCounts: Hashable, Sendable {
  /// Events that wait to be judged.
  public var waiting = 0
  /// How often each was said; `failed` counts those that were dropped too.
  public var said: [EventVerdict.Kind: Int] = [:]
  /// Events of which no program was asked, since too many waited.
  public var dropped = 0

  /// Makes counts of nothing.
  public init() {}
}
