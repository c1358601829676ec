/// Waits that double from one attempt to the next.
package struct Backoff: Sendable {
  private let policy: RetryPolicy
  private let random: @Sendable () -> Double
  private var delay: Double
  private var refusedDelay: Double

  /// Makes the waits of a policy.
  ///
  /// - Parameter random: evenly distributed from 0 to 1; a half gives waits that do not stray.
  package init(_ policy: RetryPolicy, random: @escaping @Sendable () -> Double) {
    self.policy = policy
    self.random = random
    delay = policy.shortestDelay
    refusedDelay = policy.shortestRefusedDelay
  }

  /// The next wait, in seconds.
  ///
  /// - Parameter wasRefused: whether the source refused whoever asked, which it is not asked again soon.
  package mutating func next(wasRefused: Bool = false) -> Double {
    let wait = wasRefused ? refusedDelay : delay
    if wasRefused {
      refusedDelay = min(policy.longestRefusedDelay, wait * 2)
    } else {
      delay = min(policy.longestDelay, wait * 2)
    }
    return wait * (1 + policy.jitter * (2 * random() - 1))
  }

  /// Begins with the shortest waits again.
  package mutating func reset() {
    delay = policy.shortestDelay
    refusedDelay = policy.shortestRefusedDelay
  }
}
