import Testing
import VigilCore
import VigilEvaluation

@Suite struct `An evaluation` {
  /// Ten abnormal and ten normal videos; scores are right but for noise.
  func tracks(noise: Double, seed: UInt64 = 1) throws -> [ScoreTrack] {
    var random = SplitMix64(seed: seed)
    return try (0..<20).map { video in
      let isAbnormal = video < 10
      let scores = (0..<30).map { snippet -> Double in
        let clean = isAbnormal && (10..<20).contains(snippet) ? 0.9 : 0.1
        return clean + noise * (Double(random.index(below: 1000)) / 1000 - 0.5)
      }
      return try ScoreTrack(
        name: "video\(video)", category: isAbnormal ? (video < 5 ? "Fire" : "Fight") : nil, scores: scores,
        truth: GroundTruth(frames: 480, abnormal: isAbnormal ? [160..<320] : []))
    }
  }

  @Test func `of right scores is perfect`() throws {
    let evaluation = try Evaluation(tracks(noise: 0))
    #expect(evaluation.rocAUC.value == 1)
    #expect(evaluation.rocAUC.interval == 1...1)
    #expect(evaluation.averagePrecision.value == 1)
    #expect(evaluation.rocAUCAbnormalVideos?.value == 1)
    #expect(evaluation.falseAlarmRate == 0)
    #expect(evaluation.alarms.recall == 1)
    #expect(evaluation.alarms.falseAlarms == 0)
    // An alarm is raised at the end of the first abnormal snippet.
    #expect(evaluation.alarms.medianDelay == 16.0 / 30)
    #expect(evaluation.categories.map(\.name) == ["Fight", "Fire"])
    #expect(evaluation.categories.map(\.videos) == [5, 5])
    #expect(evaluation.categories.allSatisfy { $0.rocAUC == 1 && $0.rocAUCWithin == 1 })
  }

  @Test func `has intervals that hold the measure and narrow with more videos`() throws {
    let few = try Evaluation(tracks(noise: 2.5))
    let many = try Evaluation((0..<8).flatMap { try tracks(noise: 2.5, seed: 10 + $0) })
    for estimate in [few.rocAUC, few.prAUC, few.averagePrecision] {
      #expect(try #require(estimate.interval).contains(estimate.value))
    }
    func width(_ estimate: Evaluation.Estimate) -> Double {
      estimate.interval.map { $0.upperBound - $0.lowerBound } ?? .infinity
    }
    #expect(few.rocAUC.value > 0.6 && few.rocAUC.value < 0.95)
    #expect(width(few.rocAUC) > 0.01)
    #expect(width(many.rocAUC) < width(few.rocAUC) / 2)
    // The same seed gives the same interval.
    #expect(try Evaluation(tracks(noise: 2.5)).rocAUC == few.rocAUC)
    #expect(
      try Evaluation(tracks(noise: 2.5), bootstrap: Bootstrap(seed: 2)).rocAUC.interval
        != few.rocAUC.interval)
    let one = try Evaluation([tracks(noise: 1)[0]])
    #expect(one.rocAUC.interval == nil)
  }

  @Test func `tells a better detector from a worse one`() throws {
    let (good, bad) = (try Evaluation(tracks(noise: 0.5)), try Evaluation(tracks(noise: 4)))
    let better = try good.improvement(over: bad)
    #expect(better.value == good.rocAUC.value - bad.rocAUC.value)
    #expect(try #require(better.interval).lowerBound > 0)
    #expect(try good.improvement(over: good).interval == 0...0)
    #expect(throws: EvaluationError.self) {
      try good.improvement(over: Evaluation(Array(tracks(noise: 4).dropLast())))
    }
  }

  @Test func `names the videos that went worst`() throws {
    var tracks = try tracks(noise: 0)
    tracks[3].scores.reverse()
    tracks[4].scores = tracks[4].scores.map { 1 - $0 }
    tracks[15].scores[7] = 0.8
    let worst = try Evaluation(tracks).worst(3)
    #expect(worst.map(\.track)[0] == 4)
    #expect(worst[0].rocAUC == 0)
    #expect(worst.map(\.track).contains(15))
  }

  @Test func `needs both classes`() throws {
    #expect(throws: EvaluationError.self) { try Evaluation([]) }
    let error = #expect(throws: EvaluationError.self) { try Evaluation(Array(tracks(noise: 0).suffix(10))) }
    #expect(error?.code == .oneClassOnly)
    #expect(error?.message.contains("no abnormal frame") == true)
  }
}

@Suite struct `Alarm rates` {
  func rates(_ scores: [Double], abnormal: [Range<Int>], _ rules: EventRules = EventRules()) throws
    -> AlarmRates
  {
    AlarmRates(
      [
        try ScoreTrack(
          name: "video", scores: scores, truth: GroundTruth(frames: scores.count * 16, abnormal: abnormal),
          frameRate: 16)
      ], rules: rules)
  }

  @Test func `count anomalies found, detection delays and false alarms`() throws {
    var scores = [Double](repeating: 0, count: 3600)
    scores[10] = 0.9  // false
    scores[101] = 0.9  // found: the anomaly begins in snippet 100
    scores[102] = 0.8
    scores[500] = 0.9  // false
    let rates = try rates(scores, abnormal: [1600..<1700, 16000..<16100])
    #expect(rates.events == 3)
    #expect(rates.falseAlarms == 2)
    #expect(rates.hours == 1)
    #expect(rates.falseAlarmsPerHour == 2)
    #expect(rates.anomalies == 2)
    #expect(rates.recall == 0.5)
    // From frame 1600 to the end of snippet 101, at frame 1632.
    #expect(rates.delays == [2])
  }

  @Test func `know alarms that were there before`() throws {
    let rates = try rates([0, 0.9, 0.9, 0.9, 0], abnormal: [40..<60])
    #expect(rates.delays == [0])
    #expect(rates.falseAlarms == 0)
  }

  @Test func `count the snippets that an event must have`() throws {
    let rules = EventRules(minimumLength: 3)
    let rates = try rates([0, 0.9, 0.9, 0.9, 0, 0, 0, 0.9], abnormal: [16..<64, 112..<128], rules)
    #expect(rates.recall == 0.5)
    #expect(rates.delays == [3])
  }

  @Test func `are undefined without footage or anomalies`() throws {
    let none = AlarmRates([], rules: EventRules())
    #expect(none.recall == nil && none.falseAlarmsPerHour == nil)
    #expect(none.meanDelay == nil && none.medianDelay == nil)
  }
}
