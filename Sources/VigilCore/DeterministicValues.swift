/// Numbers that any language can recompute from a name, for test weights and golden inputs.
///
/// Value `i` is SplitMix64 output `i` of a generator seeded with the FNV-1a hash of the name;
/// the top 24 bits of each output make the value (Steele, Lea, Flood 2014; Fowler, Noll, Vo).
public enum DeterministicValues {
  /// `count` values in [-1, 1).
  public static func uniform(_ name: String, count: Int) -> [Float] {
    let seed = fnv1a64(name)
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      var state = seed
      for index in 0..<count {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        bits ^= bits >> 31
        buffer.initializeElement(at: index, to: Float(bits >> 40) / 8_388_608 - 1)
      }
      initialized = count
    }
  }

  /// The 64-bit FNV-1a hash of the UTF-8 bytes of `text`.
  public static func fnv1a64(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
