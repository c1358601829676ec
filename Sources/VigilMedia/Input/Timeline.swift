/// Times of a live source: its own timestamps while they are plausible, the machine's clock across interruptions.
package struct LiveTimeline: Sendable {
  /// The longest step between two timestamps that is believed, in seconds.
  package static let longestStep = 10.0
  /// The minimum time between two frames, in seconds.
  package static let shortestStep = 0.001
  /// How far timestamps may drift from the machine's clock before they are aligned again, in seconds.
  ///
  /// Generous, because some servers send their last half minute at once.
  package static let longestStray = 30.0
  /// How far timestamps may be from the machine's clock without being drawn to it: what networks delay, in seconds.
  package static let unnoticedStray = 1.0
  /// The fraction of each step by which they are drawn to it: more than any clock drifts, too little to be seen.
  package static let slew = 0.001

  private var origin: Double?
  private var last = 0.0
  private var lastStamp: Double?

  /// Begins with the first frame.
  package init() {}

  /// The time of the last frame.
  package var lastTime: Double { last }
  /// Whether a frame has arrived.
  package var hasBegun: Bool { origin != nil }

  /// The time of the next frame, from its timestamp and the machine's clock; always after the previous frame.
  package mutating func time(stamp: Double?, now: Double) -> Double {
    defer { lastStamp = stamp }
    guard let origin else {
      origin = now
      return 0
    }
    let wall = now - origin
    if let stamp, let lastStamp, stamp > lastStamp, stamp - lastStamp <= Self.longestStep,
      abs(last + stamp - lastStamp - wall) <= Self.longestStray
    {
      let step = stamp - lastStamp
      let stray = last + step - wall
      let correction = abs(stray) <= Self.unnoticedStray ? 0 : stray < 0 ? Self.slew : -Self.slew
      last += step * (1 + correction)
    } else {
      // Some cameras send their first frames at once and without timestamps.
      last = max(last + Self.shortestStep, wall)
    }
    return last
  }

  /// Forgets the timestamps of a lost connection.
  package mutating func startNextConnection() {
    lastStamp = nil
  }
}
