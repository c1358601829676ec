/// Delays that double from one attempt to the next.
package struct Backoff: Sendable {
  private let shortest: Double
  private let longest: Double
  private var delay: Double

  /// Creates the delays that the options specify.
  package init(_ options: MediaSourceOptions) {
    shortest = options.shortestRetryDelay
    longest = options.longestRetryDelay
    delay = shortest
  }

  /// The next delay, in seconds.
  package mutating func next() -> Double {
    defer { delay = min(longest, delay * 2) }
    return min(longest, delay)
  }

  /// Starts over with the shortest delay.
  package mutating func reset() { delay = shortest }
}
