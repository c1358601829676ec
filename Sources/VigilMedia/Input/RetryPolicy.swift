/// How often, and after which delays, a live source is retried.
///
/// A source that was there once is retried forever, whatever happens. Delays double from one failure to the next and start over only after the source has given pictures for a while: a camera
/// that closes every connection at once is not hit twice a second forever.
public struct RetryPolicy: Hashable, Sendable {
  /// Attempts to reach a source before its first frame, after which it is an error; nil: retry forever.
  ///
  /// Forever includes a source that rejects the credentials, or for whose codec there is no decoder; those are retried
  /// slowly. With a limit, credentials that are rejected before the first frame are an error at once.
  public var initialAttempts: Int?
  /// The first delay, in seconds; it doubles up to `longestDelay`.
  public var shortestDelay: Double
  /// The longest delay, in seconds.
  public var longestDelay: Double
  /// The first delay after the source rejected the credentials, in seconds: cameras lock accounts.
  public var shortestRefusedDelay: Double
  /// The longest delay after rejections, in seconds.
  public var longestRefusedDelay: Double
  /// The delay after the first rejection of credentials that the source had accepted before, in seconds: many cameras reject
  /// everybody for some seconds while they start.
  public var firstRefusedDelay: Double
  /// Random variation of a delay, as a fraction of it, so that many cameras do not reconnect in step: 0 to 1.
  public var jitter: Double
  /// Seconds of pictures after which delays start over.
  public var steadyTime: Double

  /// Makes a policy.
  ///
  /// - Precondition: there is at least one attempt, delays are positive and ascending, and `jitter` is in 0...1.
  public init(
    initialAttempts: Int?, shortestDelay: Double = 0.5, longestDelay: Double = 30,
    shortestRefusedDelay: Double = 60, longestRefusedDelay: Double = 600, firstRefusedDelay: Double = 10,
    jitter: Double = 0.2, steadyTime: Double = 10
  ) {
    precondition(initialAttempts ?? 1 >= 1, "a source must be tried at least once")
    precondition(
      0 < shortestDelay && shortestDelay <= longestDelay && 0 < shortestRefusedDelay
        && shortestRefusedDelay <= longestRefusedDelay && 0 < firstRefusedDelay,
      "delays must be positive and ascending")
    precondition(
      (0...1).contains(jitter) && steadyTime >= 0, "jitter must be in 0...1 and the steady time not negative")
    self.initialAttempts = initialAttempts
    self.shortestDelay = shortestDelay
    self.longestDelay = longestDelay
    self.shortestRefusedDelay = shortestRefusedDelay
    self.longestRefusedDelay = longestRefusedDelay
    self.firstRefusedDelay = firstRefusedDelay
    self.jitter = jitter
    self.steadyTime = steadyTime
  }

  /// For interactive use: a source that cannot be reached at first, or rejects the password, is an error.
  public static let interactive = RetryPolicy(initialAttempts: 3)

  /// For unattended use: every source is retried forever.
  public static let station = RetryPolicy(initialAttempts: nil)
}
