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
    let seen = Self.fingerprint(of: frame.pixels)
    if seen != fingerprint { (fingerprint, since) = (seen, frame.time) }
    return frame.time - since
  }

  private static func fingerprint(of pixels: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var place = 0
    while place < pixels.count {
      hash = (hash ^ UInt64(pixels[place])) &* 0x100_0000_01b3
      place += stride
    }
    return hash
  }
}
