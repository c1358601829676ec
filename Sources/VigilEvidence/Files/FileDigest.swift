import CZlib
import VigilHashing

/// What tells whether a file is the one that was meant.
struct FileDigest: Hashable {
  var bytes: Int64
  /// In hexadecimal digits.
  var sha256: String
  /// The checksum of zip archives.
  var crc32: UInt32

  /// Takes a file piece by piece.
  struct Computation: ~Copyable {
    private var hash = SHA256()
    private var checksum = CRC32()
    private var count: Int64 = 0

    mutating func update(_ part: [UInt8]) {
      hash.update(part.span.bytes)
      checksum.update(part)
      count += Int64(part.count)
    }

    var result: FileDigest { FileDigest(bytes: count, sha256: hash.hexadecimal, crc32: checksum.value) }
  }
}

/// The checksum of zip archives.
package struct CRC32 {
  package private(set) var value: UInt32 = 0

  package init() {}

  package mutating func update(_ part: [UInt8]) {
    value = part.withUnsafeBytes { part in
      UInt32(
        truncatingIfNeeded: crc32_z(
          UInt(value), part.baseAddress?.assumingMemoryBound(to: UInt8.self), part.count))
    }
  }
}
