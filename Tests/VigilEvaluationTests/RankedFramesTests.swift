import Foundation
import Testing
import VigilCore
import VigilEvaluation
import VigilTensorFiles
import VigilTestSupport

/// A video with a score for each frame.
func track(_ scores: [Double], _ labels: [Bool], name: String = "video") throws -> ScoreTrack {
  try ScoreTrack(name: name, scores: scores, truth: GroundTruth(labels: labels), framesPerScore: 1)
}

@Suite struct `Ranking measures` {
  struct Golden: Decodable {
    struct Case: Decodable {
      var count, positives: Int
      var rate: Double
      var ties: Double?
      var rocAUC, prAUC, averagePrecision: Double

      enum CodingKeys: String, CodingKey {
        case count, positives, rate, ties
        case rocAUC = "roc_auc"
        case prAUC = "pr_auc"
        case averagePrecision = "average_precision"
      }
    }
    var cases: [String: Case]
  }

  @Test func `are those of scikit-learn`() throws {
    let file = try #require(
      Bundle.module.url(forResource: "curves", withExtension: "json", subdirectory: "Fixtures"))
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
    #expect(golden.cases.count == 3)
    for (name, wanted) in golden.cases {
      let labels = DeterministicValues.uniform("labels.\(name)", count: wanted.count)
        .map { Double(($0 + 1) / 2) < wanted.rate }
      let scores = zip(DeterministicValues.uniform("scores.\(name)", count: wanted.count), labels).map {
        let score = (Double($0) + 1) / 2 * 0.7 + ($1 ? 0.25 : 0)
        guard let ties = wanted.ties else { return score }
        return (score * ties).rounded(.toNearestOrEven) / ties
      }
      #expect(labels.filter { $0 }.count == wanted.positives)
      let summary = try #require(RankedFrames([track(scores, labels)]).summary())
      #expect(abs(summary.rocAUC - wanted.rocAUC) < 1e-9, "\(name)")
      #expect(abs(summary.prAUC - wanted.prAUC) < 1e-9, "\(name)")
      #expect(abs(summary.averagePrecision - wanted.averagePrecision) < 1e-9, "\(name)")
    }
  }

  @Test(.enabled(if: SharedData.isPresent, "the public scores are not at hand"))
  func `of the public scores are the known ones`() throws {
    func values(_ name: String) throws -> [Double] {
      try NPY.read(SharedData.url("data/ucf-crime/\(name).npy")).values.map(Double.init)
    }
    let (scores, labels) = (try values("rtfm_test_scores"), try values("test_ground_truth_frames"))
    let whole = try ScoreTrack(
      name: "all", scores: scores, truth: GroundTruth(labels: labels.map { $0 == 1 }))
    let summary = try #require(RankedFrames([whole]).summary())
    #expect(summary.positives == 84_343)
    #expect(summary.positives + summary.negatives == 1_114_144)
    #expect(abs(summary.rocAUC - 0.7479124644469753) < 1e-9)
    #expect(abs(summary.averagePrecision - 0.19747651867972588) < 1e-9)
  }

  /// The definition: the share of pairs in the right order, a tie counting half.
  @Test(arguments: 0..<20) func `count pairs`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let tracks = try (0..<3).map { video in
      let scores = (0..<20).map { _ in Double(random.index(below: 8)) / 8 }
      return try track(scores, scores.map { _ in random.index(below: 3) == 0 }, name: "\(video)")
    }
    let weights = (0..<3).map { _ in random.index(below: 3) }
    var pairs: (right: Double, all: Double) = (0, 0)
    for (one, first) in zip(tracks, weights) {
      for (other, second) in zip(tracks, weights) {
        for high in 0..<20 where one.truth.abnormalFrames(in: high..<high + 1) == 1 {
          for low in 0..<20 where other.truth.abnormalFrames(in: low..<low + 1) == 0 {
            let weight = Double(first * second)
            pairs.all += weight
            if one.scores[high] > other.scores[low] { pairs.right += weight }
            if one.scores[high] == other.scores[low] { pairs.right += weight / 2 }
          }
        }
      }
    }
    let summary = RankedFrames(tracks).summary(weights: weights)
    if pairs.all == 0 {
      #expect(summary == nil)
    } else {
      #expect(abs(try #require(summary).rocAUC - pairs.right / pairs.all) < 1e-12)
    }
  }

  @Test func `do not exist for one class`() throws {
    #expect(RankedFrames([]).summary() == nil)
    #expect(try RankedFrames([track([0.1, 0.2], [false, false])]).summary() == nil)
    #expect(try RankedFrames([track([0.1, 0.2], [true, true])]).summary() == nil)
    #expect(try RankedFrames([track([0.1, 0.2], [true, true])]).operatingPoints().isEmpty)
  }

  @Test func `have curves that rise and end at one`() throws {
    let values = DeterministicValues.uniform("curve", count: 5000).map { Double($0) }
    let noise = DeterministicValues.uniform("noise of the curve", count: 5000).map { Double($0) / 2 }
    let ranked = try RankedFrames([track(values, zip(values, noise).map { $0 + $1 > 0.4 })])
    let points = ranked.operatingPoints(most: 100)
    #expect((50...110).contains(points.count))
    #expect(points.last?.truePositiveRate == 1 && points.last?.falsePositiveRate == 1)
    for (before, after) in zip(points, points.dropFirst()) {
      #expect(before.threshold > after.threshold)
      #expect(before.truePositiveRate <= after.truePositiveRate)
      #expect(before.falsePositiveRate <= after.falsePositiveRate)
    }
  }
}
