import Testing
import VigilCore
import VigilDetection

@Suite struct `A score comparison` {
  static let offline: [Float] = [0.1, 0.2, 0.8, 0.9, 0.7, 0.3]
  static let online: [Float] = [0.1, 0.3, 0.6, 0.9, 0.9, 0.8]

  @Test func `says how far apart two scorings are and where most`() throws {
    let comparison = try #require(
      ScoreComparison(reference: Events.track(Self.offline), other: Events.track(Self.online)))
    #expect(comparison.snippets == 6)
    #expect(comparison.unmatched == 0)
    #expect(abs(comparison.meanDifference - 1.0 / 6) < 1e-6)
    #expect(abs(comparison.maximumDifference - 0.5) < 1e-6)
    #expect(comparison.largest.position.index == 5)
    #expect(comparison.fallenBelow == 1)
    #expect(comparison.risenAbove == 1)
    #expect(comparison.changedSides == 2)
    // numpy.corrcoef of the two lists
    #expect(abs(try #require(comparison.correlation) - 0.7545) < 1e-4)
  }

  @Test func `of a scoring with itself is perfect`() throws {
    let track = Events.track(Self.offline)
    let comparison = try #require(ScoreComparison(reference: track, other: track))
    #expect(comparison.maximumDifference == 0)
    #expect(comparison.changedSides == 0)
    #expect(abs(try #require(comparison.correlation) - 1) < 1e-12)
  }

  @Test func `pairs by snippet and counts what has no partner`() throws {
    let comparison = try #require(
      ScoreComparison(
        reference: Events.track(Self.offline), other: Events.track([0.9, 0.7, 0.3, 0.5], first: 3),
        threshold: 0.5))
    #expect(comparison.snippets == 3)
    #expect(comparison.unmatched == 4)
    #expect(comparison.maximumDifference == 0)
  }

  @Test func `has no correlation where a side stands still`() throws {
    let comparison = try #require(
      ScoreComparison(reference: Events.track([0.5, 0.5]), other: Events.track([0.4, 0.6])))
    #expect(comparison.correlation == nil)
  }

  @Test func `needs a snippet in common`() {
    #expect(
      ScoreComparison(reference: Events.track([0.5]), other: Events.track([0.5], first: 1)) == nil)
    #expect(ScoreComparison(reference: [], other: Events.track([0.5])) == nil)
  }
}
