import Foundation
import VigilCore

/// A compiled network in a file: the engine's bytes, then 32 bytes of trailer.
///
/// The trailer holds four 64-bit numbers in native byte order: the format's magic number, a hash of the key,
/// the number of the engine's bytes and their checksum.
struct CacheEntry {
  private let file: MappedFile

  private static let mark: UInt64 = 0x3130_4C49_4749_5600
  private static let trailerBytes = 32

  /// Maps an entry, or returns nil if it is missing, damaged or has another key.
  init?(_ url: URL, key: String) {
    guard let file = MappedFile(url), file.count > Self.trailerBytes else { return nil }
    let length = file.count - Self.trailerBytes
    let trailer = (0..<4).map { file.bytes.loadUnaligned(fromByteOffset: length + 8 * $0, as: UInt64.self) }
    let blob = UnsafeRawBufferPointer(rebasing: file.bytes[..<length])
    guard trailer == Self.trailer(of: blob, key: key) else { return nil }
    self.file = file
  }

  /// The engine's bytes; they stay in place while `owner` lives.
  var blob: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: file.bytes[..<(file.count - Self.trailerBytes)])
  }

  /// The owner of the bytes.
  var owner: MappedFile { file }

  /// Appends the trailer to a file that the engine wrote, and waits until all of it is on disk.
  static func seal(_ url: URL, key: String) throws {
    guard let written = MappedFile(url) else { throw CocoaError(.fileReadCorruptFile) }
    let numbers = trailer(of: written.bytes, key: key)
    let handle = try FileHandle(forWritingTo: url)
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: numbers.withUnsafeBytes { Data($0) })
    try handle.synchronize()
  }

  private static func trailer(of blob: UnsafeRawBufferPointer, key: String) -> [UInt64] {
    [mark, DeterministicValues.fnv1a64(key), UInt64(blob.count), checksum(blob)]
  }

  /// A checksum against accidental damage at the speed of memory: FNV-1a over 64-bit words, in four lanes.
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let prime: UInt64 = 0x100_0000_01B3
    var lanes = SIMD4<UInt64>(1, 2, 3, 4)
    let whole = bytes.count / 32 * 32
    for offset in stride(from: 0, to: whole, by: 32) {
      let words = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self)
      lanes = (lanes ^ words) &* prime
      // Multiplication only carries upwards; without rotation, the top bits of a word would be ignored.
      lanes = (lanes &<< 29) | (lanes &>> 35)
    }
    var sum = (0..<4).reduce(UInt64(bytes.count)) { ($0 ^ lanes[$1]) &* prime }
    for offset in whole..<bytes.count { sum = (sum ^ UInt64(bytes[offset])) &* prime }
    return sum
  }
}
