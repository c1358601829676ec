import Foundation
import VigilStation

/// What thresholds would have raised, as clients see it.
struct ThresholdsView: Encodable {
  struct Line: Encodable {
    /// `alarm`, `review` and `asked`, as far as it is that.
    var names: [String]
    /// One score, or one for each hour of the day.
    var scores: [Float]
    var events: Int
    var perDay: Double
    var byHour: [Int]
  }

  var from: Date
  var to: Date
  /// Seconds.
  var watched: Double
  var excluded: Double
  var watchedByHour: [Double]
  var thresholds: [Line]

  init(_ counts: ThresholdCounts) {
    (from, to) = (counts.from, counts.to)
    (watched, excluded, watchedByHour) = (counts.seconds, counts.excluded, counts.watched)
    thresholds = counts.lines.map { line in
      Line(
        names: line.names, scores: line.scores, events: line.events, perDay: line.perDay(of: counts.seconds),
        byHour: line.hours)
    }
  }
}

/// What a camera's model and the one in its shadow would have raised, as clients see it.
struct ComparisonView: Encodable {
  struct Side: Encodable {
    var name: String
    /// One score, or one for each hour of the day.
    var alarmThresholds: [Float]
    var reviewThresholds: [Float]
    var snippets: Int
    var alarms: Int
    var reviews: Int
    /// Of `real` and `falseAlarms` of both.
    var real: Int
    var falseAlarms: Int

    init(_ side: ShadowComparison.Side) {
      (name, snippets, alarms, reviews) = (side.name, side.snippets, side.alarms, side.reviews)
      (alarmThresholds, reviewThresholds) = (side.thresholds.alarm.scores, side.thresholds.review.scores)
      (real, falseAlarms) = (side.real, side.falseAlarms)
    }
  }

  /// How long both scored, in seconds, and on how many days.
  var watched: Double
  var days: Int
  var real: Int
  var falseAlarms: Int
  var model: Side
  var shadow: Side
  /// Why nothing is to be concluded yet.
  var doubts: [String]

  init(_ found: ShadowComparison) {
    (watched, days, real, falseAlarms) = (found.watched, found.days, found.real, found.falseAlarms)
    (model, shadow, doubts) = (Side(found.present), Side(found.shadow), found.doubts)
  }
}

/// Missing while there is nothing to compare.
struct ShadowAnswer: Encodable { var comparison: ComparisonView? }
