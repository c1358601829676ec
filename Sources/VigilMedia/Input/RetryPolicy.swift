/// How often, and after which waits, a live source is tried again.
///
/// Waits double from one failure to the next, and begin with the shortest again only after the source has given pictures for a
/// while: a camera that closes each connection at once is not asked twice a second for ever.
public struct RetryPolicy: Hashable, Sendable {
  /// How often a source is tried before its first frame, before that is an error; nil: for ever.
  ///
  /// For ever includes a source that refuses the user or the password, or whose pictures cannot be decoded: such failures are tried
  /// again slowly. With a number they are errors at once, also when they come after the first frame.
  public var initialAttempts: Int?
  /// The first wait, in seconds; it doubles up to `longestDelay`.
  public var shortestDelay: Double
  /// The longest wait, in seconds.
  public var longestDelay: Double
  /// The first wait after the source refused the user or the password, in seconds: cameras lock accounts.
  public var shortestRefusedDelay: Double
  /// The longest wait after refusals, in seconds.
  public var longestRefusedDelay: Double
  /// How far a wait may stray from its length, as a part of it, so that many cameras do not come back in step: 0 to 1.
  public var jitter: Double
  /// Seconds of pictures after which waits begin with the shortest again.
  public var steadyTime: Double

  /// Makes a policy.
  ///
  /// - Precondition: there is at least one attempt, waits are positive and ascend, and `jitter` is from 0 to 1.
  public init(
    initialAttempts: Int?, shortestDelay: Double = 0.5, longestDelay: Double = 30,
    shortestRefusedDelay: Double = 60, longestRefusedDelay: Double = 600, jitter: Double = 0.2,
    steadyTime: Double = 10
  ) {
    precondition(initialAttempts ?? 1 >= 1, "a source is tried at least once")
    precondition(
      0 < shortestDelay && shortestDelay <= longestDelay && 0 < shortestRefusedDelay
        && shortestRefusedDelay <= longestRefusedDelay, "waits are positive and ascend")
    precondition((0...1).contains(jitter) && steadyTime >= 0, "jitter is a part of a wait")
    self.initialAttempts = initialAttempts
    self.shortestDelay = shortestDelay
    self.longestDelay = longestDelay
    self.shortestRefusedDelay = shortestRefusedDelay
    self.longestRefusedDelay = longestRefusedDelay
    self.jitter = jitter
    self.steadyTime = steadyTime
  }

  /// For somebody who waits for an answer: a source that is not there at first, or refuses the password, is an error.
  public static let interactive = RetryPolicy(initialAttempts: 3)

  /// For a station that nobody watches: every source is tried again for ever.
  public static let station = RetryPolicy(initialAttempts: nil)
}
