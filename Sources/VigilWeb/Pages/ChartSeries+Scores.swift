import Foundation
import VigilReport
import VigilStore

extension ChartSeries {
  /// A curve of stored scores, in seconds since a moment; it breaks where there are none.
  ///
  /// - Parameter isFilled: Whether the surface below it is tinted.
  init(
    _ scores: [ScoreSpan], name: String = "score", since origin: Date, alarmAbove threshold: Double? = nil,
    isFilled: Bool = true
  ) {
    let points = scores.map { span in
      let start = span.start.timeIntervalSince(origin)
      return Point(
        start: start, end: start + span.duration, y: Double(span.mean), low: Double(span.low),
        high: Double(span.high))
    }
    // Scores that are further apart than this were not all there: the camera was away.
    let longest = 3 * (points.map { $0.end - $0.start }.max() ?? 0) + 2
    var runs: [[Point]] = []
    for point in points {
      if let last = runs.last?.last, point.start - last.end <= longest {
        runs[runs.count - 1].append(point)
      } else {
        runs.append([point])
      }
    }
    self.init(name, runs: runs, form: .steps, alarmAbove: threshold, isFilled: isFilled)
  }
}
