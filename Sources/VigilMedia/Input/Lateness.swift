/// How far the pictures of one connection lag behind their arrival because they are decoded too slowly.
///
/// Each picture adds the time since the one before that was not spent waiting for data, and subtracts the media time
/// between the two. A reader that keeps up is never late, whatever else happens: a slow network, a camera whose clock drifts, or
/// a server that sends its last half minute at once.
///
/// On a busy machine a call that had data to read may take as long as one that had to wait. So waits count only
/// while they are more than `smallestShare` of the time: where they are less, the reader is busy all the time, and even a lag that grows
/// by a thousandth is noticed.
package struct Lateness: Sendable {
  /// The most that is accepted, in seconds.
  package let limit: Double
  /// How late the last picture is, in seconds; an upper bound where pictures have no stamps.
  package private(set) var seconds: Double
  /// More than `limit` only while what was late from the start becomes less by itself.
  private var ceiling: Double
  private var last: (stamp: Double?, now: Double, waited: Double)?
  private var hasStamps = true
  /// Seconds that passed, and that were waited, of which older ones weigh less.
  private var (recent, recentWaits) = (0.0, 0.0)

  /// The share of time spent waiting below which a reader does not wait.
  package static let smallestShare = 0.03
  /// How far back the share is taken, in seconds.
  private static let shareInterval = 10.0

  /// Begins with the first picture.
  ///
  /// - Parameters:
  ///   - limit: The most that is accepted, in seconds.
  ///   - backlog: How late the first picture is, in seconds.
  package init(limit: Double, backlog: Double = 0) {
    self.limit = limit
    seconds = backlog
    ceiling = max(limit, backlog + limit / 4)
  }

  /// How late a picture is whose stamps say so, in seconds; 0 where there are none.
  package var age: Double { hasStamps ? seconds : 0 }
  /// Whether pictures have to be skipped.
  package var isTooMuch: Bool { seconds > ceiling }
  /// Whether enough was skipped: well below the limit, so that some pictures can be decoded in a row.
  package var isMended: Bool { seconds <= limit / 2 }

  /// Notes the next picture, decoded or skipped.
  ///
  /// - Parameters:
  ///   - stamp: When it is shown, in seconds on the source's clock; nil where that is not known.
  ///   - now: The machine's clock, in seconds.
  ///   - waited: How long the connection has waited for data since it was opened, in seconds.
  package mutating func note(stamp: Double?, now: Double, waited: Double) {
    defer { last = (stamp, now, waited) }
    guard let last else { return }
    let (passed, wait) = (max(0, now - last.now), max(0, waited - last.waited))
    let weight = max(0, 1 - passed / Self.shareInterval)
    recent = recent * weight + passed
    recentWaits = recentWaits * weight + wait
    let busy = recentWaits < Self.smallestShare * recent ? passed : max(0, passed - wait)
    if let stamp, let before = last.stamp, stamp > before, stamp - before <= LiveTimeline.longestStep {
      hasStamps = true
      seconds = max(0, seconds + busy - (stamp - before))
    } else {
      // Only a wait for data shows then that nothing was left to be read.
      hasStamps = stamp != nil
      seconds = waited > last.waited ? 0 : seconds + busy
    }
    ceiling = max(limit, min(ceiling, seconds + limit / 4))
  }

  /// Accepts that a source without stamps always has more to give.
  package mutating func acceptAbundance() {
    if !hasStamps { seconds = 0 }
  }
}
