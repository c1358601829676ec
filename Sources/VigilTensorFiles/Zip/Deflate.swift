import CZlib

/// Raw deflate and CRC-32, by zlib.
enum Deflate {
  /// Unpacks to exactly `count` bytes; a stream that holds more or fewer throws.
  static func unpack(_ packed: Bytes, count: Int, name: String) throws(TensorFileError) -> Bytes {
    // Deflate cannot compress better than 1032 to 1 (zlib's technical notes), so more is invalid.
    guard count / 1032 <= packed.count else {
      throw packed.named(name).error(.malformed, "declares more bytes than its compressed form can hold")
    }
    return try Bytes(name: name, count: count) { (output) throws(TensorFileError) in
      let isWhole = packed.withUnsafeBytes { inflate($0, into: output) }
      guard isWhole else {
        throw packed.named(name).error(.malformed, "does not decompress to its declared \(count) bytes")
      }
    }
  }

  /// The checksum of zip archives.
  static func checksum(_ bytes: Bytes) -> UInt32 {
    bytes.withUnsafeBytes { buffer in
      UInt32(
        truncatingIfNeeded: crc32_z(0, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), buffer.count))
    }
  }

  /// Runs zlib over all input, in pieces because its counts are 32 bits wide.
  private static func inflate(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer)
    -> Bool
  {
    var stream = z_stream()
    // Negative: no zlib header around the raw data.
    let window = -MAX_WBITS
    guard inflateInit2_(&stream, window, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      return false
    }
    defer { inflateEnd(&stream) }
    let piece = 1 << 30
    var consumed = 0
    var produced = 0
    // zlib wants a buffer even if nothing is left to write.
    var spare: UInt8 = 0
    return withUnsafeMutablePointer(to: &spare) { spare in
      while true {
        let inputCount = min(piece, input.count - consumed)
        let outputCount = min(piece, output.count - produced)
        stream.next_in = UnsafeMutablePointer(
          mutating: input.baseAddress.map { ($0 + consumed).assumingMemoryBound(to: UInt8.self) })
        stream.avail_in = UInt32(inputCount)
        stream.next_out =
          outputCount == 0
          ? spare : output.baseAddress.map { ($0 + produced).assumingMemoryBound(to: UInt8.self) }
        stream.avail_out = UInt32(outputCount)
        let status = CZlib.inflate(&stream, Z_NO_FLUSH)
        consumed += inputCount - Int(stream.avail_in)
        produced += outputCount - Int(stream.avail_out)
        if status == Z_STREAM_END { return produced == output.count && consumed == input.count }
        guard status == Z_OK else { return false }
      }
    }
  }
}
