import Foundation
import VigilTestSupport

/// The bytes of a transport stream, whose time stamps can be set.
struct TransportStream {
  private(set) var bytes: [UInt8]

  /// Makes one of a test picture, 25 frames a second and a key frame each second, without reordering.
  init(frames: Int, sound: Bool = false, in folder: TemporaryFolder) throws {
    let path = folder.path("made-\(UUID().uuidString).ts")
    let sine = sound ? ["-f", "lavfi", "-i", "sine=duration=\(Double(frames) / 25)", "-c:a", "aac"] : []
    try CommandLineTool.run(
      "ffmpeg",
      ["-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=size=160x120:rate=25"] + sine + [
        "-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "25", "-pix_fmt", "yuv420p", "-frames:v",
        "\(frames)", path,
      ])
    bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
  }

  /// Adds `shift(number)` seconds to the stamps of each picture, and to those of the sound that follows it.
  func restamped(_ shift: (Int) -> Double) -> [UInt8] {
    var bytes = bytes
    var picture = -1
    for packet in stride(from: 0, to: bytes.count - 187, by: 188) where bytes[packet + 1] & 0x40 != 0 {
      let adaptation = bytes[packet + 3] & 0x20 != 0 ? Int(bytes[packet + 4]) + 1 : 0
      let start = packet + 4 + adaptation
      guard start + 19 < packet + 188, bytes[start..<start + 3].elementsEqual([0, 0, 1]) else { continue }
      if bytes[start + 3] & 0xF0 == 0xE0 { picture += 1 }
      let flags = bytes[start + 7] >> 6
      let ticks = Int((shift(max(0, picture)) * 90_000).rounded())
      if flags & 2 != 0 { Self.add(ticks, at: start + 9, of: &bytes) }
      if flags == 3 { Self.add(ticks, at: start + 14, of: &bytes) }
    }
    return bytes
  }

  /// Adds to a stamp of 33 bits in five bytes.
  private static func add(_ ticks: Int, at place: Int, of bytes: inout [UInt8]) {
    let old =
      Int(bytes[place] & 0x0E) << 29 | Int(bytes[place + 1]) << 22 | Int(bytes[place + 2] & 0xFE) << 14
      | Int(bytes[place + 3]) << 7 | Int(bytes[place + 4]) >> 1
    let new = (old + ticks) & (1 << 33 - 1)
    bytes[place] = bytes[place] & 0xF0 | UInt8(new >> 29 & 0x0E) | 1
    bytes[place + 1] = UInt8(new >> 22 & 0xFF)
    bytes[place + 2] = UInt8(new >> 14 & 0xFE) | 1
    bytes[place + 3] = UInt8(new >> 7 & 0xFF)
    bytes[place + 4] = UInt8(new << 1 & 0xFE) | 1
  }
}
