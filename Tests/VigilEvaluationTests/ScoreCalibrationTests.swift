import Foundation
import Testing
import VigilCore
import VigilDetection
import VigilEvaluation
import VigilTensorFiles
import VigilTestSupport

@Suite struct `Calibration on stored scores` {
  static let step = 4.0
  static let first = Date(timeIntervalSince1970: 1_790_000_000)
  static let rules = EventRules(hysteresis: 0, mergeGap: 0)
  static let utc = TimeZone(secondsFromGMT: 0) ?? .current

  /// Scores of four seconds each whose log odds are -5 and an exponential law of scale 0.6 above it, higher in some hours.
  static func watch(
    _ calibration: inout ScoreCalibration, days: Double, seed: UInt64 = 1, from day: Double = 0,
    rise: (Int) -> Double = { _ in 0 }, also: (Date, Float) -> Void = { _, _ in }
  ) {
    var generator = SplitMix64(seed: seed)
    for snippet in 0..<Int(days * 86_400 / step) {
      let date = first + day * 86_400 + step * Double(snippet)
      let hour = Int(date.timeIntervalSince1970) % 86_400 / 3600
      let uniform = (Double(generator.next() >> 11) + 0.5) / Double(1 << 53)
      let score = Float(1 / (1 + exp(5 + 0.6 * log(uniform) - rise(hour))))
      calibration.add(start: date, duration: step, score: score)
      also(date, score)
    }
  }

  /// The score that is exceeded so often a day by that law.
  static func truth(_ perDay: Double, rise: Double = 0) -> Double {
    1 / (1 + exp(-(-5 + rise + 0.6 * log(86_400 / step / perDay))))
  }

  static func calibration(byHour: Bool = true, excluded: [DateInterval] = []) -> ScoreCalibration {
    ScoreCalibration(
      ScoreCalibration.Options(rules: rules, excluded: excluded, timeZone: utc, byHour: byHour))
  }

  @Test func `finds the thresholds of a known law, and they hold in the weeks after`() throws {
    var calibration = Self.calibration()
    Self.watch(&calibration, days: 14)
    let result = calibration.thresholds()
    let alarm = try #require(result.alarm.threshold)
    let review = try #require(result.review.threshold)
    func logOdds(_ score: Double) -> Double { log(score / (1 - score)) }
    #expect(abs(logOdds(Double(alarm)) - logOdds(Self.truth(1.0 / 7))) < 0.7, "\(result)")
    #expect(abs(logOdds(Double(review)) - logOdds(Self.truth(5))) < 0.15, "\(result)")
    #expect(result.review.method == .counted && result.alarm.method != .counted)
    #expect(result.alarm.provisional == nil && result.review.provisional == nil)
    #expect(result.alarm.hours == nil && result.hourly.contains("do not differ"), "\(result.hourly)")
    #expect(review < alarm && result.dates >= 14 && abs(result.hoursWatched - 336) < 0.1)

    var later = Self.calibration()
    var reviews = 0
    Self.watch(&later, days: 14, seed: 2, also: { _, score in if score >= review { reviews += 1 } })
    #expect(try #require(result.review.rateInterval).contains(Double(reviews) / 14) || abs(reviews - 70) < 25)
  }

  @Test func `counts as a count over all scores does`() throws {
    var calibration = Self.calibration(byHour: false)
    var scores: [SnippetScore] = []
    Self.watch(
      &calibration, days: 3,
      also: { date, score in
        let index = scores.count
        scores.append(
          SnippetScore(
            position: SnippetPosition(
              index: index, startFrame: 0, endFrame: 16, start: Self.step * Double(index),
              end: Self.step * Double(index + 1)),
            cropScores: [score]))
      })
    let whole = try AlarmCalibration(alarmsPerDay: 5, rules: Self.rules).threshold(for: [scores])
    let kept = try #require(calibration.thresholds().review.threshold)
    #expect(abs(Double(kept) - whole.threshold) < 1e-5)
  }

  @Test func `gives hours their own thresholds where they differ and there is enough`() throws {
    var calibration = Self.calibration()
    Self.watch(&calibration, days: 10, rise: { (7..<19).contains($0) ? 1 : 0 })
    let result = calibration.thresholds()
    let hours = try #require(result.review.hours, "\(result.hourly)")
    #expect(result.hourly.hasPrefix("each hour"))
    // Half of the day each: the same rate at each hour.
    for (hour, rise) in [(12, 1.0), (2, 0.0)] {
      let truth = Self.truth(5, rise: rise)
      #expect(abs(log(Double(hours[hour]) / (1 - Double(hours[hour]))) - log(truth / (1 - truth))) < 0.5)
    }
    #expect(hours[12] > hours[2])
    let alarms = try #require(result.alarm.hours)
    #expect(zip(hours, alarms).allSatisfy { $0 <= $1 })
    let noon =
      Self.first + (12 * 3600 - Self.first.timeIntervalSince1970.truncatingRemainder(dividingBy: 86_400))
    #expect(result.review.threshold(at: noon, timeZone: Self.utc) == hours[12])
  }

  /// Where few scores are above the hysteresis, an event at a lower threshold hardly ever ends, and is cut into parts.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `takes the parts of a long event for one peak`(_ seed: UInt64) throws {
    let rules = EventRules(maximumLength: 300)
    var generator = SplitMix64(seed: seed)
    func scores(days: Int) -> [SnippetScore] {
      (0..<days * 720).map { index in
        let start = Double(index) * 120
        let odds =
          -5 + 0.3 * sin((start / 43_200 - 0.5) * .pi) - 0.8
          * log(Double.random(in: 1e-12..<1, using: &generator))
        return SnippetScore(
          position: SnippetPosition(
            index: index, startFrame: 0, endFrame: 16, start: start, end: start + 120),
          cropScores: [Float(1 / (1 + exp(-odds)))])
      }
    }
    var calibration = ScoreCalibration(ScoreCalibration.Options(rules: rules, timeZone: Self.utc))
    let midnight = Date(timeIntervalSince1970: 0)
    for score in scores(days: 8) {
      calibration.add(start: midnight + score.position.start, duration: 120, score: score.score)
    }
    let review = calibration.thresholds().review
    var events = 0
    var detector = EventDetector(rules: rules)
    for score in scores(days: 100) {
      var now = rules
      now.threshold = try #require(
        review.threshold(at: midnight + score.position.start, timeZone: Self.utc))
      if !detector.hasCandidate { detector = EventDetector(rules: now) }
      for case .began in detector.add(score) { events += 1 }
    }
    #expect((250...1000).contains(events), "\(events) instead of 500 at \(review)")
  }

  @Test func `counts the events of a threshold by hour, as a detector does that sees every score`() throws {
    var calibration = Self.calibration()
    var track: [SnippetScore] = []
    Self.watch(
      &calibration, days: 14, rise: { $0 < 6 ? 0.8 : 0 },
      also: { date, score in
        let start = date.timeIntervalSince1970
        track.append(
          SnippetScore(
            position: SnippetPosition(
              index: track.count, startFrame: 0, endFrame: 16, start: start, end: start + Self.step),
            cropScores: [score]))
      })
    for threshold in [Float(Self.truth(200)), Float(Self.truth(5)), 0.9999] {
      var rules = Self.rules
      rules.threshold = threshold
      var hours = [Int](repeating: 0, count: 24)
      for event in EventDetector.events(in: track, rules: rules) {
        hours[Int(event.start) % 86_400 / 3600] += 1
      }
      #expect(calibration.events(at: threshold) == hours)
    }
    // Of low scores not all were kept.
    #expect(calibration.events(at: 0.001) == nil)
    #expect(abs(calibration.watchedByHour.reduce(0, +) - 14 * 86_400) < 1)
  }

  @Test func `counts along at any threshold, also at one for each hour`() {
    let low = Float(Self.truth(10_000)), high = Float(Self.truth(200))
    let nightly = Float(Self.truth(100, rise: 0.8))
    let byHour = (0..<24).map { $0 < 6 ? nightly : high }
    var calibration = Self.calibration()
    let counted = [[low], [high], byHour]
    calibration.counters = counted.map { EventCounter($0, rules: Self.rules) }
    var tracks: [SnippetScore] = []
    Self.watch(
      &calibration, days: 14, rise: { $0 < 6 ? 0.8 : 0 },
      also: { date, score in
        let start = date.timeIntervalSince1970
        tracks.append(
          SnippetScore(
            position: SnippetPosition(
              index: tracks.count, startFrame: 0, endFrame: 16, start: start, end: start + Self.step),
            cropScores: [score]))
      })
    func events(_ threshold: Float) -> [Int] {
      var rules = Self.rules
      rules.threshold = threshold
      var hours = [Int](repeating: 0, count: 24)
      for event in EventDetector.events(in: tracks, rules: rules) {
        hours[Int(event.start) % 86_400 / 3600] += 1
      }
      return hours
    }
    #expect(calibration.counters[0].hours == events(low))
    #expect(calibration.counters[1].hours == events(high))
    // Where the threshold changes, an event that began before goes on by its own.
    let found = calibration.counters[2].hours
    #expect(found[1..<6] == events(nightly)[1..<6] && found[7...] == events(high)[7...])
    #expect(found[1..<6].reduce(0, +) > 0 && found[1..<6] != events(high)[1..<6])
  }

  @Test func `ends what it counts where the camera was away or excluded`() {
    let begin = Date(timeIntervalSince1970: 0)
    var calibration = ScoreCalibration(
      ScoreCalibration.Options(
        excluded: [DateInterval(start: begin + 180, duration: 60)], timeZone: Self.utc))
    calibration.counters = [EventCounter([0.05])]
    for start in [0, 60, 120, 180, 240, 900] {
      calibration.add(start: begin + Double(start), duration: 60, score: 0.08)
    }
    calibration.add(start: begin + 960, duration: 60, score: 0.02)
    // No score is a tenth below 0.05, so that what ends events is that nothing was watched.
    #expect(calibration.counters[0].hours == [3] + [Int](repeating: 0, count: 23))
    #expect(calibration.scores(reachedBy: [0, 1, 5, 6, 7]) == [nil, 0.08, 0.08, 0.02, nil])
  }

  @Test func `says that little is provisional, and nothing is nothing`() {
    var calibration = Self.calibration()
    #expect(calibration.thresholds().alarm.threshold == nil)
    #expect(calibration.thresholds().alarm.provisional != nil)
    Self.watch(&calibration, days: 0.5)
    let result = calibration.thresholds()
    #expect(result.alarm.threshold != nil)
    #expect(result.alarm.provisional?.contains("are enough") == true, "\(result)")
    #expect(result.hourly.contains("provisional"))
  }

  @Test func `leaves out what is excluded, and gaps are not watched`() throws {
    // An hour of very high scores on the second day.
    let bad = DateInterval(start: Self.first + 90_000, duration: 3600)
    var with = Self.calibration(byHour: false)
    var without = Self.calibration(byHour: false, excluded: [bad])
    var generator = SplitMix64(seed: 1)
    for second in 0..<4 * 86_400 where !(200_000..<203_600).contains(second) {
      let date = Self.first + Double(second)
      let uniform = (Double(generator.next() >> 11) + 0.5) / Double(1 << 53)
      var score = Float(1 / (1 + exp(5 + 0.6 * log(uniform))))
      if date >= bad.start, date < bad.end, second % 10 == 0 { score = 0.9 + Float(second % 970) / 10_000 }
      with.add(start: date, duration: 1, score: score)
      without.add(start: date, duration: 1, score: score)
    }
    let (first, second) = (with.thresholds(), without.thresholds())
    #expect(try #require(first.review.threshold) > 0.9 || first.review.threshold == nil)
    #expect(abs(Double(try #require(second.review.threshold)) - Self.truth(5 / Self.step)) < 0.1)
    #expect(abs(second.hoursExcluded - 1) < 0.01 && abs(second.hoursWatched - 94) < 0.01)
  }

  @Test func `says so where no threshold gives the rate`() {
    var calibration = Self.calibration()
    for second in 0..<4 * 86_400 {
      calibration.add(start: Self.first + Double(second), duration: 1, score: second % 3 == 0 ? 1 : 0.1)
    }
    let result = calibration.thresholds()
    #expect(result.review.threshold == nil && result.review.provisional != nil, "\(result)")
    #expect(result.alarm.threshold == nil)
  }

  @Test func `does not ask for a threshold below the hysteresis`() throws {
    var calibration = ScoreCalibration(ScoreCalibration.Options(timeZone: Self.utc))
    for second in 0..<4 * 86_400 {
      calibration.add(start: Self.first + Double(second), duration: 1, score: 0.001 * Float(second % 61))
    }
    let result = calibration.thresholds()
    #expect(abs(try #require(result.review.threshold) - 0.11) < 1e-6, "\(result)")
    #expect(result.review.threshold == result.alarm.threshold)
    #expect(result.review.provisional?.contains("so low") == true)
  }

  @Test(.enabled(if: SharedData.isPresent, "the public scores are not at hand"))
  func `keeps its rate on the other half of real scores`() throws {
    let scores = try NPY.read(SharedData.url("data/ucf-crime/rtfm_test_scores.npy")).values
    let length = 16.0 / 30
    func half(_ wanted: Int, perDay: Double) -> ScoreCalibration {
      var options = ScoreCalibration.Options(reviewsPerDay: perDay, timeZone: Self.utc, byHour: false)
      options.alarmsPerDay = perDay / 10
      var calibration = ScoreCalibration(options)
      // Minutes in turn, since neighbours are alike.
      for (index, score) in scores.enumerated() where index / 112 % 2 == wanted {
        calibration.add(start: Self.first + length * Double(index), duration: length, score: score)
      }
      return calibration
    }
    let found = half(0, perDay: 100).thresholds()
    let threshold = try #require(found.review.threshold)
    let rate = try #require(found.review.rateInterval)
    // So many on the other half that it would have asked for this threshold within the interval of rates.
    let low = try #require(half(1, perDay: rate.upperBound).thresholds().review.threshold)
    let high = try #require(half(1, perDay: max(1, rate.lowerBound)).thresholds().review.threshold)
    #expect(low...high ~= threshold, "\(found.review), \(low) to \(high)")
    #expect(found.review.provisional != nil)
  }
}
