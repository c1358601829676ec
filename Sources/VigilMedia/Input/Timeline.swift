/// Times of a recorded source: those of its container, counted from the first frame, over all plays.
struct RecordedTimeline: Sendable {
  /// How long a frame is shown when nothing else is known, in seconds.
  var nominalDuration: Double
  private var playStart = 0.0
  private var firstStamp: Double?
  private var last: Double?
  private var lastDuration: Double?

  /// Makes a timeline for frames that come about `frameRate` times a second.
  init(frameRate: Double?) {
    nominalDuration = 1 / (frameRate ?? 25)
  }

  /// The time of the next frame, from its stamp in the container; never before the frame before it.
  mutating func time(stamp: Double?, duration: Double?) -> Double {
    let time: Double
    if let stamp {
      let first = firstStamp ?? stamp
      firstStamp = first
      time = max(playStart + stamp - first, last ?? playStart)
    } else {
      time = last.map { $0 + (lastDuration ?? nominalDuration) } ?? playStart
    }
    last = time
    lastDuration = duration
    return time
  }

  /// The moment the last frame stops being shown.
  var end: Double { last.map { $0 + (lastDuration ?? nominalDuration) } ?? playStart }

  /// Begins the source again, right after its last frame.
  mutating func startNextPlay() {
    playStart = end
    firstStamp = nil
    last = nil
  }
}

/// Times of a live source: its own stamps while they are plausible, the machine's clock across cuts.
struct LiveTimeline: Sendable {
  /// The longest step between two stamps that is believed, in seconds.
  static let longestStep = 10.0
  /// How far stamps may stray from the machine's clock before they are tied to it again, in seconds.
  ///
  /// Generous, because some servers send their last half minute at once.
  static let longestStray = 30.0

  private var origin: Double?
  private var last = 0.0
  private var lastStamp: Double?

  /// The time of the last frame.
  var lastTime: Double { last }
  /// Whether a frame came yet.
  var hasBegun: Bool { origin != nil }

  /// The time of the next frame, from its stamp and the machine's clock.
  mutating func time(stamp: Double?, now: Double) -> Double {
    defer { lastStamp = stamp }
    guard let origin else {
      origin = now
      return 0
    }
    let wall = now - origin
    if let stamp, let lastStamp, stamp >= lastStamp, stamp - lastStamp <= Self.longestStep,
      abs(last + stamp - lastStamp - wall) <= Self.longestStray
    {
      last += stamp - lastStamp
    } else {
      last = max(last, wall)
    }
    return last
  }

  /// Forgets the stamps of a connection that was cut.
  mutating func startNextConnection() {
    lastStamp = nil
  }
}
