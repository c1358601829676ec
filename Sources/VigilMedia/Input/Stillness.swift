package import VigilCore

/// For how long the pictures of a source have been the same, byte by byte, as those of a camera that has frozen.
///
/// A camera that works gives no picture twice: sensors are noisy, and most cameras print the time.
package struct Stillness: Sendable {
  /// Bytes from one that is looked at to the next: a prime, so that all places and colours are met.
  private static let stride = 61

  private var fingerprint: UInt64?
  private var since = 0.0

  /// Begins with the first picture.
  package init() {}

  /// Notes the next picture.
  ///
  /// - Returns: seconds since the first of those that are the same as this one.
  package mutating func note(_ frame: Frame) -> Double {
    let seen = Self.fingerprint(of: frame)
    if seen != fingerprint { (fingerprint, since) = (seen, frame.time) }
    return frame.time - since
  }

  private static func fingerprint(of frame: Frame) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ bytes: Span<UInt8>, from start: Int, to end: Int) {
      for place in Swift.stride(from: start, to: end, by: stride) {
        hash = (hash ^ UInt64(bytes[place])) &* 0x100_0000_01b3
      }
    }
    if let picture = frame.picture, let layout = picture.planes {
      // RGB would have to be made first. Rows may have bytes between them that say nothing.
      picture.withPlanes { luma, _, _ in
        for row in 0..<layout.height {
          let start = row * layout.lumaStride
          add(luma, from: start + row % stride, to: start + layout.width)
        }
      }
    } else {
      let pixels = frame.pixels
      add(pixels.span, from: 0, to: pixels.count)
    }
    return hash
  }
}
