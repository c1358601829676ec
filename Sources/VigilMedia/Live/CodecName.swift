import Foundation

/// What browsers call a codec (RFC 6381), which is told by its own header in an initial segment.
enum CodecName {
  /// The media type of a stream of video; nil if no browser plays its codec.
  static func mediaType(of codec: String, in segment: [UInt8]) -> String? {
    let name: String? =
      switch codec {
      case "h264": box("avcC", in: segment, count: 4).map { "avc1." + hexadecimal($0[1...3]) }
      case "hevc": box("hvcC", in: segment, count: 13).map(hevc)
      default: nil
      }
    return name.map { "video/mp4; codecs=\"\($0)\"" }
  }

  /// The first bytes of a box that is there once.
  private static func box(_ name: String, in segment: [UInt8], count: Int) -> [UInt8]? {
    guard let found = segment.firstRange(of: Array(name.utf8)), found.upperBound + count <= segment.count
    else { return nil }
    return Array(segment[found.upperBound..<found.upperBound + count])
  }

  /// ISO/IEC 14496-15, annex E.3: profile, compatibility, tier and level, constraints.
  private static func hevc(_ header: [UInt8]) -> String {
    let space = ["", "A", "B", "C"][Int(header[1] >> 6)]
    var (compatibility, reversed): (UInt32, UInt32) = (0, 0)
    for byte in header[2...5] { compatibility = compatibility << 8 | UInt32(byte) }
    for bit in 0..<32 where compatibility & (1 << bit) != 0 { reversed |= 1 << (31 - bit) }
    var constraints = header[6...11]
    while constraints.last == 0 { constraints.removeLast() }
    let tier = header[1] & 0x20 == 0 ? "L" : "H"
    var parts = ["hvc1", "\(space)\(header[1] & 0x1F)", String(reversed, radix: 16), "\(tier)\(header[12])"]
    for constraint in constraints { parts.append(String(constraint, radix: 16)) }
    return parts.joined(separator: ".")
  }

  private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.map { String(format: "%02x", $0) }.joined()
  }
}
