/// When what was not delivered is tried again.
package struct DeliverySchedule: Hashable, Sendable {
  /// Seconds after each time that a message was refused; after one more it is given up.
  package var refusals: [Double]
  /// Seconds after nobody was there to take a message; doubles each time.
  package var firstPause: Double
  /// The longest such pause, and so the time after which a receiver that is back hears what it missed.
  package var longestPause: Double
  /// The longest pause that a receiver can ask for.
  package var longestAsked: Double

  /// What Standard Webhooks proposes for refused messages: three days in all. Who is away is asked every five minutes.
  package static let usual = DeliverySchedule(
    refusals: [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400], firstPause: 5, longestPause: 300,
    longestAsked: 3600)

  /// For a receiver whose connection is kept, and has its own pauses: to ask costs nothing.
  package static let connected = DeliverySchedule(
    refusals: usual.refusals, firstPause: 1, longestPause: 5, longestAsked: 3600)

  package init(refusals: [Double], firstPause: Double, longestPause: Double, longestAsked: Double) {
    (self.refusals, self.firstPause) = (refusals, firstPause)
    (self.longestPause, self.longestAsked) = (longestPause, longestAsked)
  }

  /// Seconds after a message was refused once more, which it was so often before; nil: it is given up.
  ///
  /// - Parameter spread: From -1 to 1, so that not all stations come at once.
  package func delay(afterRefusals before: Int, spread: Double = .random(in: -1...1)) -> Double? {
    refusals.indices.contains(before) ? refusals[before] * (1 + 0.1 * spread) : nil
  }

  /// Seconds of pause after nobody was there so often in a row.
  package func pause(afterFailures failures: Int, asked: Double? = nil) -> Double {
    let own = min(longestPause, firstPause * Double(1 << min(20, max(0, failures - 1))))
    guard let asked, asked.isFinite else { return own }
    return max(own, min(asked, longestAsked))
  }
}
