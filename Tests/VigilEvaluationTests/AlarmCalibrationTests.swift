import Foundation
import Testing
import VigilCore
import VigilEvaluation

@Suite struct `Alarm calibration` {
  /// Snippets of 0.64 s whose log odds are -4 and an exponential law of scale 0.8 above it, each for itself.
  static func footage(hours: Double, seed: UInt64) -> [[SnippetScore]] {
    var generator = SplitMix64(seed: seed)
    let count = Int(hours * 3600 / 0.64)
    return [
      (0..<count).map { index in
        let uniform = (Double(generator.next() >> 11) + 0.5) / Double(1 << 53)
        let logOdds = -4 - 0.8 * log(uniform)
        return SnippetScore(
          position: SnippetPosition(
            index: index, startFrame: 16 * index, endFrame: 16 * index + 16, start: 0.64 * Double(index),
            end: 0.64 * Double(index + 1)),
          cropScores: [Float(1 / (1 + exp(-logOdds)))])
      }
    ]
  }

  /// The score that is exceeded so often a day by that law.
  static func trueThreshold(_ alarmsPerDay: Double) -> Double {
    1 / (1 + exp(-(-4 + 0.8 * log(86_400 / 0.64 / alarmsPerDay))))
  }

  static let rules = EventRules(hysteresis: 0, mergeGap: 0)

  @Test func `leaves out resamples whose rate is not finite`() {
    var resample = 0
    let intervals = Bootstrap(resamples: 20).intervals(videos: 4, measures: 2) { _ in
      resample += 1
      return resample.isMultiple(of: 4) ? [.infinity, 1] : [1, .infinity]
    }
    #expect(intervals == [1...1, nil])
  }

  @Test func `counts where the footage is long enough`() throws {
    let result = try AlarmCalibration(alarmsPerDay: 100, rules: Self.rules)
      .threshold(for: Self.footage(hours: 12, seed: 3))
    #expect(result.method == .counted)
    #expect(try #require(result.interval).contains(Self.trueThreshold(100)), "\(result)")
    #expect(try #require(result.rateInterval).contains(100))
    #expect(abs(result.alarms - 50) <= 1)
    #expect(abs(result.hours - 12) < 0.01)
  }

  @Test func `carries a rate on by the tail where it is not`() throws {
    var hits = 0
    for seed in 1...10 as ClosedRange<UInt64> {
      let result = try AlarmCalibration(alarmsPerDay: 1, rules: Self.rules)
        .threshold(for: Self.footage(hours: 2, seed: seed))
      #expect(result.method != .counted)
      #expect(result.tailPeaks >= 50)
      #expect(abs(result.lowestShownRate - 36) < 0.1)
      if try #require(result.interval).contains(Self.trueThreshold(1)) { hits += 1 }
    }
    #expect(hits >= 7, "an interval of 95 % held the truth \(hits) times of 10")
  }

  @Test func `asks for a higher threshold when fewer alarms are wanted`() throws {
    let footage = Self.footage(hours: 3, seed: 5)
    let thresholds = try [300, 100, 10, 1, 0.1].map {
      try AlarmCalibration(alarmsPerDay: $0, rules: Self.rules).threshold(for: footage).threshold
    }
    #expect(zip(thresholds, thresholds.dropFirst()).allSatisfy { $0 < $1 }, "\(thresholds)")
  }

  @Test func `gives the same numbers for the same seed`() throws {
    let footage = Self.footage(hours: 2, seed: 9)
    let calibration = AlarmCalibration(alarmsPerDay: 2, bootstrap: Bootstrap(resamples: 100, seed: 4))
    #expect(try calibration.threshold(for: footage) == calibration.threshold(for: footage))
  }

  @Test func `counts by the rules that make events`() throws {
    // Pairs of high snippets with one between them: a merge gap makes one alarm of two.
    var footage = Self.footage(hours: 4, seed: 2)
    for index in stride(from: 100, to: footage[0].count - 3, by: 400) {
      for offset in [0, 2] {
        footage[0][index + offset] = SnippetScore(
          position: footage[0][index + offset].position, cropScores: [0.99])
      }
    }
    let apart = try AlarmCalibration(alarmsPerDay: 400, rules: Self.rules).threshold(for: footage)
    let merged = try AlarmCalibration(alarmsPerDay: 400, rules: EventRules(hysteresis: 0, mergeGap: 2))
      .threshold(for: footage)
    #expect(merged.threshold < apart.threshold)
  }

  @Test func `refuses footage that says nothing`() {
    func code(_ footage: [[SnippetScore]], _ rate: Double = 1) -> EvaluationError.Code? {
      do {
        _ = try AlarmCalibration(alarmsPerDay: rate, rules: Self.rules).threshold(for: footage)
        return nil
      } catch { return error.code }
    }
    #expect(code([]) == .tooLittleFootage)
    #expect(code([[]]) == .tooLittleFootage)
    #expect(code(Self.footage(hours: 0.005, seed: 1)) == .tooLittleFootage)
    let flat = Self.footage(hours: 2, seed: 1)[0].map {
      SnippetScore(position: $0.position, cropScores: [0.5])
    }
    #expect(code([flat]) == .tooLittleFootage)
    #expect(code(Self.footage(hours: 2, seed: 1), 200_000) == .noSuchThreshold)
  }
}
