/// Numbers that any language can recompute from a name, for test weights and golden inputs.
///
/// Value `i` is output `i` of `SplitMix64` seeded with the FNV-1a hash of the name (Fowler, Noll, Vo);
/// the top 24 bits of each output make the value.
public enum DeterministicValues {
  /// `count` values in [-1, 1).
  public static func uniform(_ name: String, count: Int) -> [Float] {
    var generator = SplitMix64(seed: fnv1a64(name))
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      for index in 0..<count {
        buffer.initializeElement(at: index, to: Float(generator.next() >> 40) / 8_388_608 - 1)
      }
      initialized = count
    }
  }

  /// The 64-bit FNV-1a hash of the UTF-8 bytes of `text`.
  public static func fnv1a64(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
