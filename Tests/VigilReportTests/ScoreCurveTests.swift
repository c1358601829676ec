import Testing
import VigilCore
import VigilReport

@Suite struct `A score curve` {
  static func track(_ count: Int) -> [SnippetScore] {
    SampleRun.scores(
      DeterministicValues.uniform("curve \(count)", count: count).map { ($0 + 1) / 2 }, crops: 1)
  }

  @Test func `holds each score while there are few`() {
    let scores = Self.track(8)
    let curve = ScoreCurve(scores, capacity: 8)
    #expect(curve.snippetsPerBin == 1)
    #expect(curve.bins.map(\.maximum) == scores.map(\.score))
    #expect(curve.bins.map(\.start) == scores.map(\.position.start))
    #expect(curve.bins.map(\.end) == scores.map(\.position.end))
  }

  @Test(arguments: [0, 1, 7, 8, 9, 16, 17, 33, 100, 1000, 4097], [2, 8, 64])
  func `keeps the mean, the extremes and the extent in bounded memory`(count: Int, capacity: Int) throws {
    let scores = Self.track(count)
    let curve = ScoreCurve(scores, capacity: capacity)
    #expect(curve.bins.count <= capacity)
    #expect(curve.bins.map(\.count).reduce(0, +) == count)
    guard count > 0 else { return }
    #expect(curve.bins.dropLast().allSatisfy { $0.count == curve.snippetsPerBin })
    #expect(count <= capacity || curve.bins.count > capacity / 2)
    let sum = scores.reduce(0) { $0 + Double($1.score) }
    #expect(abs(curve.bins.reduce(0) { $0 + $1.sum } - sum) < 1e-9 * Double(count))
    #expect(curve.bins.map(\.minimum).min() == scores.map(\.score).min())
    #expect(curve.bins.map(\.maximum).max() == scores.map(\.score).max())
    #expect(curve.bins.first?.start == scores.first?.position.start)
    #expect(curve.bins.last?.end == scores.last?.position.end)
    // Bins follow each other without a hole, and each is as its snippets are.
    var rest = scores[...]
    for bin in curve.bins {
      let own = rest.prefix(bin.count)
      rest = rest.dropFirst(bin.count)
      #expect(bin.start == own.first?.position.start && bin.end == own.last?.position.end)
      #expect(bin.minimum == own.map(\.score).min() && bin.maximum == own.map(\.score).max())
      let mean = own.reduce(0) { $0 + Double($1.score) } / Double(own.count)
      #expect(abs((bin.mean ?? .nan) - mean) < 1e-9)
    }
  }

  @Test func `is the same whether it grows or is made at once`() {
    let scores = Self.track(777)
    var growing = ScoreCurve(capacity: 32)
    for (index, score) in scores.enumerated() {
      growing.append(score)
      guard index % 97 == 0 else { continue }
      #expect(growing == ScoreCurve(scores[...index], capacity: 32))
    }
    #expect(growing == ScoreCurve(scores, capacity: 32))
  }

  @Test func `does not let a non-finite score spoil its neighbours`() {
    let curve = ScoreCurve(SampleRun.scores([.nan, 0.5, .nan, .nan], crops: 1), capacity: 2)
    #expect(curve.bins.map(\.mean) == [0.5, nil])
    #expect(curve.bins.map(\.count) == [1, 0])
    #expect(curve.bins[0].minimum == 0.5 && curve.bins[0].maximum == 0.5)
  }

  @Test(arguments: [1, 2, 3, 10, 64, 1000])
  func `fits into any picture`(most: Int) {
    let curve = ScoreCurve(Self.track(500), capacity: 64)
    let bins = curve.condensed(to: most)
    #expect(!bins.isEmpty && bins.count <= most)
    #expect(bins.map(\.count).reduce(0, +) == 500)
    #expect(bins.map(\.maximum).max() == curve.bins.map(\.maximum).max())
  }
}
