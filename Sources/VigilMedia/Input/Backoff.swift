/// Delays that double from one attempt to the next.
package struct Backoff: Sendable {
  private let policy: RetryPolicy
  private let random: @Sendable () -> Double
  private var delay: Double
  private var refusedDelay: Double
  /// Whether the source has accepted the credentials since it last rejected them.
  private var wasAccepted = false

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
  /// - Parameter wasRefused: whether the source rejected the credentials, which calls for the slow delays; the first time after it
  ///   accepted them only for `firstRefusedDelay`.
  package mutating func next(wasRefused: Bool = false) -> Double {
    var wait = wasRefused ? refusedDelay : delay
    if wasRefused, wasAccepted {
      wait = min(wait, policy.firstRefusedDelay)
      wasAccepted = false
    } else if wasRefused {
      refusedDelay = min(policy.longestRefusedDelay, wait * 2)
    } else {
      delay = min(policy.longestDelay, wait * 2)
    }
    return wait * (1 + policy.jitter * (2 * random() - 1))
  }

  /// Notes that the source accepted the credentials.
  package mutating func accept() { wasAccepted = true }

  /// Starts over with the shortest delays.
  package mutating func reset() {
    delay = policy.shortestDelay
    refusedDelay = policy.shortestRefusedDelay
  }
}
