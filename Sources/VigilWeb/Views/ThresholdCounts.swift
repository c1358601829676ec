import Foundation
import VigilEvaluation
import VigilStation
import VigilStore

/// What thresholds would have raised at a camera: those in force, one that is asked for, and some over the range of the camera's own
/// scores.
struct ThresholdCounts: Sendable {
  /// A threshold, and the events that it would have raised.
  struct Line: Sendable {
    /// What it is: `alarm` or `review` if it is in force, `asked` if it was asked for.
    var names: [String]
    /// The threshold, or one for each hour of the day.
    var scores: [Float]
    /// Events by the hour of the day in which they began, [24].
    var hours = [Int](repeating: 0, count: 24)

    var events: Int { hours.reduce(0, +) }

    /// Events a day, if so many seconds were watched.
    func perDay(of seconds: Double) -> Double { seconds > 0 ? Double(events) * 86_400 / seconds : 0 }
  }

  /// From when to when.
  var from, to: Date
  /// The lowest first.
  var lines: [Line]
  /// Seconds that were watched, by the hour of the day, [24].
  var watched: [Double]
  /// Seconds that were left out, since the camera's view was at fault.
  var excluded: Double

  var seconds: Double { watched.reduce(0, +) }

  /// How far back scores are counted, in seconds.
  static let length = 7 * 86_400.0
  /// The least and the most that may be asked for.
  static let range: ClosedRange<Float> = 0...1
  /// One snippet in so many reaches a threshold that is shown, beside the highest score.
  private static let shares = [20, 50, 100, 300, 1000, 3000, 10_000, 30_000, 100_000]

  /// Counts stored scores.
  ///
  /// - Parameters:
  ///   - camera: The camera, with its thresholds in force.
  ///   - asked: One more threshold.
  init(_ camera: WatchedCamera, asked: Float?, in store: StationStore, from: Date, to: Date) throws {
    (self.from, self.to) = (from, to)
    let options = ScoreCalibration.Options(
      excluded: try store.faultySpans(of: camera.name, from: from, to: to))
    func calibration(counting lines: [Line]) throws -> ScoreCalibration {
      var calibration = ScoreCalibration(options)
      calibration.counters = lines.map { EventCounter($0.scores) }
      try store.samples(camera: camera.name, from: from, to: to) { block in
        for sample in block {
          calibration.add(start: sample.start, duration: sample.duration, score: sample.score)
        }
      }
      return calibration
    }
    // Which thresholds are worth a look is known only once the scores are.
    let lines = Self.lines(camera, asked: asked, levels: Self.levels(try calibration(counting: [])))
    let counted = try calibration(counting: lines)
    self.lines = zip(lines, counted.counters).map { line, counter in
      Line(names: line.names, scores: line.scores, hours: counter.hours)
    }
    (watched, excluded) = (counted.watchedByHour, counted.excludedSeconds)
  }

  /// Thresholds over the range of a camera's own scores: there are cameras whose scores never reach 0.1.
  private static func levels(_ scores: ScoreCalibration) -> [Float] {
    let counts = shares.map { scores.samples / $0 }.filter { $0 > 1 } + [1]
    return scores.scores(reachedBy: counts).compactMap { score in
      guard let score else { return nil }
      // As it is shown, and no higher than the score.
      let steps = score < 0.1 ? 100_000.0 : 1000
      let level = Float((Double(score) * steps).rounded(.down) / steps)
      return level > 0 ? level : nil
    }
  }

  private static func lines(_ camera: WatchedCamera, asked: Float?, levels: [Float]) -> [Line] {
    var lines: [Line] = []
    func add(_ scores: [Float], _ name: String? = nil) {
      guard scores.allSatisfy(\.isFinite) else { return }
      // An hourly threshold that is the same at all hours is one.
      let scores = Set(scores).count == 1 ? [scores[0]] : scores
      if let place = lines.firstIndex(where: { $0.scores == scores }) {
        if let name { lines[place].names.append(name) }
      } else {
        lines.append(Line(names: name.map { [$0] } ?? [], scores: scores))
      }
    }
    if let alarm = camera.alarmScores { add(alarm, "alarm") }
    if let review = camera.reviewScores { add(review, "review") }
    if let asked { add([asked], "asked") }
    for level in levels { add([level]) }
    return lines.sorted { ($0.scores.min() ?? 0) < ($1.scores.min() ?? 0) }
  }
}

extension WatchedCamera {
  /// From which score on events are alarms: one, or one for each hour of the day; nil if it is not known.
  var alarmScores: [Float]? { thresholds?.alarm.scores ?? alarmThreshold.map { [$0] } }
  /// From which score on events are kept for review: as of alarms.
  var reviewScores: [Float]? { thresholds?.review.scores ?? reviewThreshold.map { [$0] } }
}
