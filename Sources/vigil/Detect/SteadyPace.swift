/// The frame rate of a run after its first snippet, so that start-up does not count.
struct SteadyPace {
  private var first: (frames: Int, time: Duration)?
  private var last: (frames: Int, time: Duration)?

  mutating func note(frames: Int, at time: Duration) {
    if first == nil { first = (frames, time) }
    last = (frames, time)
  }

  /// Nil before the second snippet.
  var framesPerSecond: Double? {
    guard let first, let last, last.frames > first.frames, last.time > first.time else { return nil }
    return Double(last.frames - first.frames) / ((last.time - first.time) / .seconds(1))
  }
}
