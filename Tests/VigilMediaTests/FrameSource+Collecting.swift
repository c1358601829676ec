import VigilCore
import VigilMedia

extension FrameSource {
  /// All frames of a source that ends.
  func frames() async throws -> [Frame] {
    var frames: [Frame] = []
    for try await element in self {
      if case .frame(let frame) = element { frames.append(frame) }
    }
    return frames
  }
}

/// A checksum that every language has (CRC-32 of zlib).
struct Checksum {
  private(set) var value: UInt32 = 0
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { bits, _ in bits & 1 == 1 ? 0xEDB8_8320 ^ (bits >> 1) : bits >> 1 }
  }

  mutating func add(_ bytes: [UInt8]) {
    Self.table.withUnsafeBufferPointer { table in
      var bits = ~value
      for byte in bytes { bits = table[Int((bits ^ UInt32(byte)) & 0xFF)] ^ (bits >> 8) }
      value = ~bits
    }
  }
}
