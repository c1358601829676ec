/// Waits that double from one attempt to the next.
package struct Backoff: Sendable {
  private let shortest: Double
  private let longest: Double
  private var delay: Double

  /// Makes the waits that the options ask for.
  package init(_ options: MediaSourceOptions) {
    shortest = options.shortestRetryDelay
    longest = options.longestRetryDelay
    delay = shortest
  }

  /// The next wait, in seconds.
  package mutating func next() -> Double {
    defer { delay = min(longest, delay * 2) }
    return min(longest, delay)
  }

  /// Begins with the shortest wait again.
  package mutating func reset() { delay = shortest }
}
