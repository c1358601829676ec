import Foundation
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

@Suite struct `Scores at double precision` {
  @Test func `keep the order of a detector that is sure`() {
    let logits: [Float] = [17, 18, 20, 30]
    let scores = logits.map { ExactScore.score(ofLogits: [$0]) }
    #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 < $1 })
    #expect(Set(logits.map { 1 / (1 + exp(-$0)) }).count == 1, "in float32 they are all 1")
    #expect(ExactScore.score(ofLogits: [0]) == 0.5)
    #expect(
      abs(ExactScore.score(ofLogits: [0, 100, -100, 0]) - 0.5) < 1e-12, "a mean of sigmoids, not of logits")
    #expect(ExactScore.score(ofLogits: [-200]) >= 0)
  }
}

@Suite struct `A smoothed track` {
  func track(_ scores: [Double]) throws -> ScoreTrack {
    try ScoreTrack(
      name: "v", scores: scores, truth: GroundTruth(frames: scores.count * 16, abnormal: [0..<16]))
  }

  @Test(arguments: [
    (1, [9.0, 0, 0, 3, 0]), (3, [4.5, 3, 1, 1, 1.5]), (5, [3.0, 3, 2.4, 0.75, 1]),
    (99, [2.4, 2.4, 2.4, 2.4, 2.4]),
  ])
  func `has means of the scores around`(width: Int, expected: [Double]) throws {
    let smoothed = try track([9, 0, 0, 3, 0]).smoothed(over: width)
    #expect(zip(smoothed.scores, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(smoothed.scores.count == 5 && smoothed.truth.abnormal == [0..<16] && smoothed.name == "v")
  }

  @Test func `agrees with sums written out`() throws {
    var random = SplitMix64(seed: 2)
    for length in 1...20 {
      let scores = (0..<length).map { _ in Double(random.index(below: 1000)) / 1000 }
      let smoothed = try track(scores).smoothed(over: 7).scores
      for index in scores.indices {
        let near = scores.indices.filter { abs($0 - index) <= 3 }
        let mean = near.reduce(0) { $0 + scores[$1] } / Double(near.count)
        #expect(abs(smoothed[index] - mean) < 1e-9)
      }
    }
  }
}

@Suite struct `The false alarm rate of papers` {
  @Test func `is over frames of normal videos at a half, whatever the threshold`() throws {
    let abnormal = try ScoreTrack(
      name: "a", category: "Fire", scores: [0.9, 0.9], truth: GroundTruth(frames: 32, abnormal: [0..<16]))
    let normal = try ScoreTrack(
      name: "n", scores: [0.5, 0.49, 0.2, 0.6], truth: GroundTruth(frames: 56, abnormal: []))
    var rules = EventRules()
    for threshold: Float in [0.1, 0.55, 0.9] {
      rules.threshold = threshold
      // 16 frames at 0.5 and the 8 of the last, partial snippet at 0.6.
      let rate = try Evaluation([abnormal, normal], rules: rules).publishedFalseAlarmRate
      #expect(rate == 24.0 / 56)
    }
    #expect(try Evaluation([abnormal]).publishedFalseAlarmRate == nil)
  }
}

@Suite struct `An evaluation of whole videos` {
  func video(_ name: String, _ category: String?, _ scores: [Double]) throws -> ScoreTrack {
    try ScoreTrack(
      name: name, category: category, scores: scores,
      truth: GroundTruth(frames: scores.count * 16, abnormal: category == nil ? [] : [0..<1 << 40]))
  }

  @Test func `ranks them by their three highest snippets`() throws {
    let tracks = [
      try video("fire", "Fire", [0.1, 0.9, 0.9, 0.9, 0.1]), try video("fight", "Fight", [0.4, 0.4]),
      try video("calm", nil, [0.1, 0.1, 0.1]), try video("busy", nil, [0.7, 0.6, 0.5, 0]),
    ]
    let evaluation = try VideoEvaluation(tracks, bootstrap: Bootstrap(resamples: 50))
    #expect(zip(evaluation.scores, [0.9, 0.4, 0.1, 0.6]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(evaluation.rocAUC.value == 0.75, "the fight is below the busy street")
    // Precision is 1 at the fire, and two of three at the fight.
    #expect(abs(evaluation.averagePrecision.value - (0.5 + 0.5 * 2 / 3)) < 1e-12)
    #expect(evaluation.categories.map(\.name) == ["Fight", "Fire"])
    #expect(evaluation.categories.map(\.rocAUC) == [0.5, 1])
    #expect(evaluation.publishedFalseAlarmRate == 48.0 / 112)
    #expect(evaluation.rocAUC.interval != nil)
    let alone = #expect(throws: EvaluationError.self) { try VideoEvaluation(Array(tracks.prefix(2))) }
    #expect(alone?.code == .oneClassOnly)
  }

  @Test func `takes labels of videos for those of all their frames`() throws {
    let annotation = try TemporalAnnotation("a.mp4 Fire -1 -1\nn.mp4 Normal -1 -1\n", name: "t").ofWholeVideos
    let alignment = try TrackAlignment(
      scores: [0.1, 0.2, 0.3], truth: .annotation(annotation),
      list: VideoList([.init(name: "a", frames: 20), .init(name: "n", frames: 16)]), framesPerScore: 16,
      frameRate: 30)
    #expect(alignment.tracks.map(\.truth.abnormal) == [[0..<20], []])
  }
}
