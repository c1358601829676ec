/// Delays that double from one attempt to the next.
package struct Backoff: Sendable {
  private let policy: RetryPolicy
  private let random: @Sendable () -> Double
  private var delay: Double
  private var refusedDelay: Double

  /// Creates the delays of a policy.
  ///
  /// - Parameter random: uniform in 0..<1, for the jitter; 0.5 gives none.
  package init(_ policy: RetryPolicy, random: @escaping @Sendable () -> Double) {
    self.policy = policy
    self.random = random
    delay = policy.shortestDelay
    refusedDelay = policy.shortestRefusedDelay
  }

  /// The next delay, in seconds.
  ///
  /// - Parameter wasRefused: whether the source rejected the credentials, which calls for the slow delays.
  package mutating func next(wasRefused: Bool = false) -> Double {
    let wait = wasRefused ? refusedDelay : delay
    if wasRefused {
      refusedDelay = min(policy.longestRefusedDelay, wait * 2)
    } else {
      delay = min(policy.longestDelay, wait * 2)
    }
    return wait * (1 + policy.jitter * (2 * random() - 1))
  }

  /// Starts over with the shortest delays.
  package mutating func reset() {
    delay = policy.shortestDelay
    refusedDelay = policy.shortestRefusedDelay
  }
}
