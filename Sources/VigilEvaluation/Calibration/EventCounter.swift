public import VigilCore
import VigilDetection

/// Counts the events that scores make at one threshold, or at one for each hour of the day, by the hour in which they begin.
///
/// A camera's `ScoreCalibration` takes it along. It sees every score, so that it counts at any threshold, however low.
public struct EventCounter: Sendable {
  /// The threshold, or one for each hour of the day.
  public let thresholds: [Float]
  /// Events by the hour of the day in which they begin: [24].
  public private(set) var hours = [Int](repeating: 0, count: 24)

  private var detector: EventDetector
  private var index = 0
  /// The hour in which what may become an event began.
  private var firstHour = 0

  /// Begins without events.
  ///
  /// - Parameters:
  ///   - thresholds: One, or one for each hour of the day, finite. An hour's holds for events that begin in it.
  ///   - rules: How scores become events; the threshold is replaced.
  /// - Precondition: There are 1 or 24 thresholds.
  public init(_ thresholds: [Float], rules: EventRules = EventRules()) {
    precondition([1, 24].contains(thresholds.count), "there is one threshold, or one for each hour")
    self.thresholds = thresholds
    detector = EventDetector(rules: rules)
  }

  /// Takes the next sample.
  ///
  /// - Parameters:
  ///   - start: In seconds watched.
  ///   - hour: Of the day, 0 to 23.
  mutating func add(start: Double, duration: Double, score: Float, hour: Int) {
    let threshold = thresholds.count == 24 ? thresholds[hour] : thresholds[0]
    index += 1
    if !detector.hasCandidate {
      // Nearly all scores end here.
      guard score >= threshold else { return }
      if detector.rules.threshold != threshold {
        var rules = detector.rules
        rules.threshold = threshold
        detector = EventDetector(rules: rules)
      }
      firstHour = hour
    }
    let position = SnippetPosition(
      index: index, startFrame: 0, endFrame: SnippetPosition.framesPerSnippet, start: start,
      end: start + duration)
    for change in detector.add(SnippetScore(position: position, cropScores: [score])) {
      switch change {
      case .began(let event): hours[event.firstSnippet == index ? hour : firstHour] += 1
      // What this score begins takes the place of what has ended.
      case .ended, .suppressed: firstHour = hour
      case .changed: break
      }
    }
  }

  /// What follows is no continuation: the camera was away.
  mutating func end() { _ = detector.finish() }
}
