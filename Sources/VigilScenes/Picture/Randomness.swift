import VigilCore

extension SplitMix64 {
  /// A uniformly distributed number in a range.
  mutating func uniform(_ range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * Float(next() >> 40) / 16_777_215
  }

  /// Whether an event of a given probability happens.
  mutating func chance(_ probability: Float) -> Bool { uniform(0...1) < probability }

  /// One of several, uniformly chosen.
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[index(below: elements.count)] }

  /// An approximately normal number with mean 0 and deviation 1: a sum of uniform ones.
  mutating func bell() -> Float {
    (0..<6).reduce(Float(0)) { sum, _ in sum + uniform(-1...1) } * 0.7071
  }
}

/// Hash-based noise by position, for textures and particles: the same position has the same number.
enum PlaceNoise {
  /// 0 ... 1 for three integers.
  static func value(_ x: Int, _ y: Int, _ z: Int = 0) -> Float {
    var bits =
      UInt32(truncatingIfNeeded: x) &* 0x9E37_79B1 ^ UInt32(truncatingIfNeeded: y) &* 0x85EB_CA77
      ^ UInt32(truncatingIfNeeded: z) &* 0xC2B2_AE3D
    bits = (bits ^ bits >> 15) &* 0x2C1B_3C6D
    bits = (bits ^ bits >> 12) &* 0x297A_2D39
    return Float((bits ^ bits >> 15) >> 8) / 16_777_215
  }

  /// Smooth noise interpolated between integer positions, 0 ... 1.
  static func smooth(_ place: Vector2, _ seed: Int = 0) -> Float {
    let (x, y) = (place.x.rounded(.down), place.y.rounded(.down))
    let (column, row) = (Int(x), Int(y))
    let (u, v) = (smoothStep(0, 1, place.x - x), smoothStep(0, 1, place.y - y))
    let above = value(column, row, seed) + (value(column + 1, row, seed) - value(column, row, seed)) * u
    let below =
      value(column, row + 1, seed) + (value(column + 1, row + 1, seed) - value(column, row + 1, seed)) * u
    return above + (below - above) * v
  }
}
