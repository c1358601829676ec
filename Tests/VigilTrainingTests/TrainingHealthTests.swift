import Foundation
import Testing
import VigilTorch
import VigilTraining

@Suite struct `The health of a training` {
  func terms(classification: Double = 0.7, magnitude: Double = 0.5) throws -> RTFMLoss.Terms {
    let values = [
      "classification": classification, "magnitude": magnitude, "smoothness": 0, "sparsity": 0,
      "total": classification + magnitude,
    ]
    return try JSONDecoder().decode(RTFMLoss.Terms.self, from: JSONEncoder().encode(values))
  }

  /// The warnings of so many steps of one kind.
  func warnings(_ health: inout TrainingHealth, _ steps: Int, _ terms: RTFMLoss.Terms) -> [String] {
    (0..<steps).compactMap { _ in health.warning(after: terms) }
  }

  @Test func `is nothing to speak of where a detector learns`() throws {
    var health = TrainingHealth()
    #expect(try warnings(&health, 500, terms()) == [])
    // A wild beginning, as random weights have it, is not yet an explosion.
    #expect(try warnings(&health, 3, terms(classification: 12)) == [])
    #expect(try warnings(&health, 100, terms()) == [])
    for steps in [250, 500] {
      let found = Validation(steps: steps, videoAUC: 0.5, crossEntropy: 1.9, scoreSpread: 0.01)
      #expect(health.warning(after: found) == nil)
    }
    #expect(health.warning(after: Validation(steps: 1, testAUC: 0.4)) == nil, "a test set alone")
    #expect(health.warnings == [])
  }

  @Test func `is bad where features are of another scale`() throws {
    var health = TrainingHealth()
    // Magnitudes of 1,400 in both classes: (1,300 + 1,400)^2 / 10,000.
    let found = try warnings(&health, 40, terms(classification: 43, magnitude: 729))
    #expect(found.count == 2, "each kind once")
    #expect(
      found[0].contains("their term of the loss is 729.0") && found[0].contains("vigil doctor features"))
    #expect(found[1].contains("cross-entropy of the last 10 steps is 43.0"))
    #expect(health.warnings == found)
  }

  @Test func `is bad where all held-out videos score the same, or the detector is sure and wrong`() {
    var health = TrainingHealth()
    let dead = Validation(steps: 250, videoAUC: 0.5, crossEntropy: 50, scoreSpread: 0)
    #expect(health.warning(after: dead)?.contains("same score at step 250: the detector is dead") == true)
    #expect(health.warning(after: dead) == nil, "said once")
    let wrong = Validation(steps: 500, videoAUC: 0.1, crossEntropy: 21.5, scoreSpread: 1)
    #expect(health.warning(after: wrong)?.contains("is 21.5 at step 500") == true)
  }
}

@Suite struct `A list of seeds` {
  @Test func `is whole numbers that differ`() {
    #expect(SeedList("1,2,3")?.seeds == [1, 2, 3] && SeedList("7")?.description == "7")
    for text in ["", "1,,2", "1,1", "a", "1, 2", "-1", "1.5", "18446744073709551616"] {
      #expect(SeedList(text) == nil, "\(text)")
    }
  }
}
