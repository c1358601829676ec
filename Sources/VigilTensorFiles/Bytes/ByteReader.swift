/// Reads bytes from front to back; going beyond the end throws.
struct ByteReader {
  let bytes: Bytes
  private(set) var offset: Int

  init(_ bytes: Bytes, at offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  /// A little-endian integer.
  mutating func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ type: Integer.Type
  ) throws(TensorFileError) -> Integer {
    guard let value = bytes.integer(at: offset, as: type) else { throw endError(MemoryLayout<Integer>.size) }
    offset += MemoryLayout<Integer>.size
    return value
  }

  /// The next `count` bytes, without copying.
  mutating func take(_ count: Int) throws(TensorFileError) -> Bytes {
    guard let slice = bytes.slice(at: offset, count: count) else { throw endError(count) }
    offset += count
    return slice
  }

  /// The bytes up to a line feed, which is skipped, at most `limit` of them.
  mutating func line(limit: Int) throws(TensorFileError) -> Bytes {
    for length in 0...limit {
      guard let byte = bytes.integer(at: offset + length, as: UInt8.self) else { throw endError(length + 1) }
      if byte == 0x0A {
        let line = try take(length)
        offset += 1
        return line
      }
    }
    throw bytes.error(.malformed, "has a line of more than \(limit) bytes at byte \(offset)")
  }

  private func endError(_ wanted: Int) -> TensorFileError {
    bytes.truncated("at byte \(offset) \(wanted) more should follow, \(max(0, bytes.count - offset)) do")
  }
}
