import VigilEvaluation

/// A new head beside the present one, each by the alarms that it raises, on days that the new head was not made from and the present one
/// watched.
public struct HeadComparison: Hashable, Sendable {
  /// What one head did.
  public struct Record: Hashable, Sendable {
    /// Events called false of which it would make an alarm.
    public var falseAlarms: Int
    /// Alarms in stretches in which there had been no event.
    public var quietAlarms: Int
    /// False alarms per camera-hour: those, and the alarms in quiet stretches carried on to all that was watched.
    public var falseAlarmsPerHour: Double
    /// Anomalies that it would find.
    public var found: Int
    /// The fraction of anomalies that it would find.
    public var recall: Double
  }

  /// Hours watched, of all cameras.
  public let hours: Double
  /// Days that were held out, each once.
  public let days: Int
  /// Events called real, and spans that were missed.
  public let anomalies: Int
  /// The head that the station has.
  public let present: Record
  /// The new one.
  public let new: Record
  /// The score from which on the new head, learned from everything, is to raise an alarm.
  public let threshold: Float
  /// How many more false alarms per camera-hour the new head raises, from days drawn with replacement.
  public let falseAlarmChange: ClosedRange<Double>?
  /// How much more of the anomalies it finds, from the same days.
  public let recallChange: ClosedRange<Double>?
  /// The confidence of both intervals.
  public let confidence: Double

  /// Whether the new head may replace the present one: it finds as many anomalies or more, and the interval says that it raises fewer
  /// false alarms.
  public var isBetter: Bool {
    guard let falseAlarmChange else { return false }
    return new.found >= present.found && falseAlarmChange.upperBound < 0
  }

  /// Why the new head may replace the present one, or may not; one line.
  public var reason: String {
    guard new.found >= present.found else {
      return "it finds \(new.found) of \(anomalies) anomalies, the present head \(present.found)"
    }
    guard let falseAlarmChange else { return "there are too few days for an interval" }
    guard falseAlarmChange.lowerBound <= 0 else { return "it raises more false alarms" }
    guard falseAlarmChange.upperBound < 0 else {
      return "it may raise no fewer false alarms: the interval of the change reaches zero"
    }
    return "it raises fewer false alarms and finds as many anomalies or more"
  }

  /// Compares what was raised with the highest scores of all stretches.
  ///
  /// - Parameters:
  ///   - peaks: By heads that had not seen the day, in the order of the lesson's stretches; those that are not judged do not matter.
  ///   - blocks: The days that were held out together.
  init(_ lesson: Lesson, peaks: [Float], blocks: [Set<Int>], bootstrap: Bootstrap) {
    let stretches = lesson.stretches
    let block = Dictionary(
      uniqueKeysWithValues: blocks.enumerated().flatMap { place, days in days.map { ($0, place) } })
    func chosen(seeing isSeen: (Int) -> Bool) -> Float {
      let seen = lesson.judged.filter { isSeen(stretches[$0].day) }
      let anomalies = seen.filter { stretches[$0].kind.isAnomaly }
      return HeadThreshold.matching(
        anomalies: anomalies.map { peaks[$0] }, found: anomalies.count { stretches[$0].isAlarm },
        others: seen.filter { !stretches[$0].kind.isAnomaly }.map { peaks[$0] })
    }
    let ofBlock = blocks.indices.map { place in chosen { block[$0] != place } }

    var tallies: [Int: (present: Tally, new: Tally)] = [:]
    for day in lesson.days { tallies[day] = (Tally(), Tally()) }
    let carried = lesson.quietWeights
    for index in lesson.judged {
      let stretch = stretches[index]
      let weight = carried[stretch.camera] ?? 0
      tallies[stretch.day]?.present.add(stretch.kind, raised: stretch.isAlarm, weight: weight)
      let isRaised = peaks[index] >= ofBlock[block[stretch.day] ?? 0]
      tallies[stretch.day]?.new.add(stretch.kind, raised: isRaised, weight: weight)
    }
    for watched in lesson.hours {
      tallies[watched.day]?.present.hours += watched.hours
      tallies[watched.day]?.new.hours += watched.hours
    }
    let byDay = lesson.days.compactMap { tallies[$0] }
    func sums(_ weights: [Int]) -> (present: Tally, new: Tally) {
      zip(byDay, weights).reduce(into: (Tally(), Tally())) { sum, day in
        sum.0.add(day.0.present, times: day.1)
        sum.1.add(day.0.new, times: day.1)
      }
    }
    let intervals = bootstrap.intervals(videos: byDay.count, measures: 2) { weights in
      let sum = sums(weights)
      return [
        sum.new.rate - sum.present.rate,
        sum.new.anomalies > 0 ? sum.new.recall - sum.present.recall : nil,
      ]
    }
    let all = sums(Array(repeating: 1, count: byDay.count))
    (self.present, self.new) = (all.present.record, all.new.record)
    (hours, anomalies, days) = (all.new.hours, all.new.anomalies, byDay.count)
    (falseAlarmChange, recallChange) = (intervals[0], intervals[1])
    confidence = bootstrap.confidence
    threshold = chosen { _ in true }
  }
}

/// What a head did on some days.
private struct Tally {
  var (falseAlarms, quietAlarms, found, anomalies) = (0, 0, 0, 0)
  /// False alarms, those of quiet stretches carried on.
  var carried = 0.0
  var hours = 0.0

  var rate: Double { carried / hours }
  var recall: Double { Double(found) / Double(max(1, anomalies)) }

  var record: HeadComparison.Record {
    HeadComparison.Record(
      falseAlarms: falseAlarms, quietAlarms: quietAlarms, falseAlarmsPerHour: rate, found: found,
      recall: recall)
  }

  mutating func add(_ kind: ReviewedStretch.Kind, raised: Bool, weight: Double) {
    let one = raised ? 1 : 0
    switch kind {
    case .quiet: (quietAlarms, carried) = (quietAlarms + one, carried + Double(one) * weight)
    case .falseAlarm: (falseAlarms, carried) = (falseAlarms + one, carried + Double(one))
    case .real, .missed: (found, anomalies) = (found + one, anomalies + 1)
    }
  }

  mutating func add(_ other: Tally, times: Int) {
    falseAlarms += times * other.falseAlarms
    quietAlarms += times * other.quietAlarms
    found += times * other.found
    anomalies += times * other.anomalies
    carried += Double(times) * other.carried
    hours += Double(times) * other.hours
  }
}

extension Lesson {
  /// How much watched time each quiet stretch of a camera stands for, in stretches: they are samples.
  fileprivate var quietWeights: [String: Double] {
    var quiet: [String: Double] = [:]
    for place in judged where stretches[place].kind == .quiet {
      quiet[stretches[place].camera, default: 0] += stretches[place].seconds
    }
    var watched: [String: Double] = [:]
    for day in hours { watched[day.camera, default: 0] += day.hours * 3600 }
    return quiet.filter { $0.value > 0 }.reduce(into: [:]) { weights, camera in
      weights[camera.key] = max(1, (watched[camera.key] ?? 0) / camera.value)
    }
  }
}
