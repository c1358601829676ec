import VigilPreprocessing

/// How much the picture of a camera that shows nothing new changes from frame to frame and from key frame to key frame, sample by sample.
///
/// It rises by half of what is missing when a sample changes more than it did, and falls slowly, so that it outlasts the time from one key
/// frame to the next, at which compressed pictures jump a little everywhere. What moves in the picture teaches it too: therefore it is
/// bounded by the gate's floor and ceiling, beyond which nothing is taken for noise.
struct NoiseMap: Sendable {
  /// The part of an excess that is learnt at once, and of what it is too high by, with each snippet.
  private static let (rise, fall): (Float, Float) = (0.5, 0.02)

  private let range: ClosedRange<Float>
  /// In grey levels; empty before the first snippet.
  private(set) var levels: [Float] = []

  init(_ gate: StillGate) {
    range = gate.noiseFloor...gate.noiseCeiling
  }

  /// Learns how far each sample was from its mean, in grey levels.
  mutating func learn(_ deviations: [Float]) {
    guard !levels.isEmpty else {
      levels = deviations.map { min(max($0, range.lowerBound), range.upperBound) }
      return
    }
    let seen = deviations.span
    let (least, most) = (range.lowerBound, range.upperBound)
    var noise = levels.mutableSpan
    for place in 0..<seen.count {
      // One thing that passes must not be learnt at once.
      let excess = min(seen[unchecked: place], most) - noise[unchecked: place]
      let next = noise[unchecked: place] + excess * (excess > 0 ? Self.rise : Self.fall)
      noise[unchecked: place] = min(max(next, least), most)
    }
  }
}
