import Foundation
import VigilReport
import VigilStation

/// Thresholds over a curve of scores: a line, or steps where each hour of the day has its own.
enum ThresholdLines {
  /// The one threshold of all hours; nil if they differ, or none is known.
  static func level(_ scores: [Float]?) -> Double? {
    guard let scores, let first = scores.first, scores.allSatisfy({ $0 == first && $0.isFinite }) else {
      return nil
    }
    return Double(first)
  }

  /// Draws one.
  static func add(
    _ name: String, _ scores: [Float]?, to chart: inout LineChart, from: Date, until: Date, zone: TimeZone
  ) {
    if let level = level(scores) {
      chart.thresholds.append(ChartThreshold(level, label: "\(name) \(PageText.score(Float(level)))"))
    } else if let scores, scores.count == 24, scores.allSatisfy(\.isFinite),
      let low = scores.min(), let high = scores.max()
    {
      chart.series.append(
        ChartSeries(
          "\(name) \(PageText.score(low)) to \(PageText.score(high)) by hour",
          points: steps(scores, from: from, until: until, calendar: StationTime.calendar(zone)), form: .steps)
      )
    }
  }

  /// The threshold of each hour of a span; neighbours that are equal are one step.
  private static func steps(
    _ scores: [Float], from: Date, until: Date, calendar: Calendar
  ) -> [ChartSeries.Point] {
    var points: [ChartSeries.Point] = []
    var start = from
    while start < until {
      let end = min(until, calendar.dateInterval(of: .hour, for: start)?.end ?? until)
      let score = Double(scores[calendar.component(.hour, from: start)])
      if let last = points.last, last.y == score {
        points[points.count - 1].end = end.timeIntervalSince1970
      } else {
        points.append(
          ChartSeries.Point(
            start: start.timeIntervalSince1970, end: end.timeIntervalSince1970, y: score, low: score,
            high: score))
      }
      // Not to stand still where a calendar has no hours.
      start = end > start ? end : until
    }
    return points
  }
}
