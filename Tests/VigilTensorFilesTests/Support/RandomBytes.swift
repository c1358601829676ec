/// Repeatable changes to files (SplitMix64).
struct RandomBytes: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// The contents with one to four places changed: a bit, an extreme value, bytes taken out or doubled.
  mutating func mutated(_ contents: [UInt8]) -> [UInt8] {
    var contents = contents
    for _ in 0..<Int.random(in: 1...4, using: &self) where !contents.isEmpty {
      let place = Int.random(in: 0..<contents.count, using: &self)
      let length = min(Int.random(in: 1...8, using: &self), contents.count - place)
      switch Int.random(in: 0..<5, using: &self) {
      case 0: contents[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
      case 1: contents[place] = UInt8.random(in: 0...255, using: &self)
      case 2: for index in place..<place + length { contents[index] = 0xFF }
      case 3: contents.removeSubrange(place..<place + length)
      default: contents.insert(contentsOf: contents[place..<place + length], at: place)
      }
    }
    return contents
  }
}
