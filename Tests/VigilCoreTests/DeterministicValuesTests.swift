import Testing
import VigilCore

@Suite struct `Deterministic values` {
  /// From `uniform("clip", 4)` of the reference implementation in NumPy.
  @Test func `match the reference`() {
    #expect(DeterministicValues.fnv1a64("") == 0xCBF2_9CE4_8422_2325)
    let expected: [Float] = [
      0.5627719163894653, -0.49507367610931396, -0.20887887477874756, 0.8852033615112305,
    ]
    #expect(DeterministicValues.uniform("clip", count: 4) == expected)
  }
}
