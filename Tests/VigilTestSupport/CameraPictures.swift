import Foundation

/// The pictures that a fake camera sends over and over, encoded beforehand; the first can be decoded alone.
package struct CameraPictures: Sendable {
  /// The units of H.264 of each picture, without start codes.
  package let units: [[[UInt8]]]
  /// The same pictures as JPEG.
  package let jpegs: [[UInt8]]

  /// Encodes a moving test picture.
  ///
  /// - Parameters:
  ///   - filter: What FFmpeg makes of the test picture, such as `hflip`.
  ///   - size: Width and height, such as `160x120`.
  ///   - count: How many pictures.
  ///   - keyInterval: Pictures from one key frame to the next; a divisor of `count`.
  package init(
    filter: String = "null", size: String = "160x120", count: Int = 40, keyInterval: Int = 10
  ) throws {
    let folder = try TemporaryFolder()
    let picture = [
      "-f", "lavfi", "-i", "testsrc2=size=\(size):rate=25,\(filter)", "-frames:v", "\(count)",
    ]
    try CommandLineTool.run(
      "ffmpeg",
      ["-v", "error"] + picture + [
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-bf", "0", "-threads", "1",
        "-g", "\(keyInterval)", "-x264-params", "aud=1:scenecut=0", "-f", "h264", folder.path("a.h264"),
      ])
    try CommandLineTool.run("ffmpeg", ["-v", "error"] + picture + [folder.path("%04d.jpg")])
    let stream = [UInt8](try Data(contentsOf: folder.appending("a.h264")))
    units = Self.units(stream).reduce(into: []) { pictures, unit in
      if unit[0] & 0x1F == 9 { pictures.append([]) } else { pictures[pictures.count - 1].append(unit) }
    }
    jpegs = try (1...count).map {
      [UInt8](try Data(contentsOf: folder.appending(String(format: "%04d.jpg", $0))))
    }
  }

  /// How many pictures there are.
  package var count: Int { units.count }

  /// Whether a picture can be decoded alone; it has the parameters with it.
  func isKey(_ picture: Int) -> Bool { units[picture].contains { $0[0] & 0x1F == 5 } }

  /// What stands in the description of the stream: sequence and picture parameters in base 64.
  var parameters: String {
    units[0].filter { [7, 8].contains($0[0] & 0x1F) }.map { Data($0).base64EncodedString() }
      .joined(separator: ",")
  }

  /// Divides a stream at its start codes.
  static func units(_ stream: [UInt8]) -> [[UInt8]] {
    var starts: [Int] = []
    for place in 0..<stream.count - 3
    where stream[place] == 0 && stream[place + 1] == 0 && stream[place + 2] == 1 {
      starts.append(place + 3)
    }
    return zip(starts, starts.dropFirst().map { $0 - 3 } + [stream.count]).map { start, end in
      var end = end
      while stream[end - 1] == 0 { end -= 1 }
      return Array(stream[start..<end])
    }
  }
}
