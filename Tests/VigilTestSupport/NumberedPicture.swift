import Foundation

/// A picture that says which one it is, so that a recording can be compared with what a camera sent, picture by picture.
package struct NumberedPicture: Hashable, Sendable {
  /// The number of the connection, from 0.
  package var connection: Int
  /// The number of the picture within it, from 0.
  package var picture: Int
  /// Its compressed data, as units of H.264.
  package var slices: [[UInt8]]

  init(connection: Int, picture: Int, units: [[UInt8]]) {
    (self.connection, self.picture) = (connection, picture)
    slices = units.filter(Self.isSlice)
  }

  static func isSlice(_ unit: [UInt8]) -> Bool { [1, 5].contains(unit[0] & 0x1F) }

  /// What such messages begin with: a unit of supplemental information, of a kind that is told by these 16 letters.
  private static let start: [UInt8] = [6, 5, 28] + Array("vigil-picture-no".utf8)

  /// The numbers as a unit of the stream: `CCCPPPPPPPPP`.
  var message: [UInt8] { Self.start + Array(String(format: "%03d%09d", connection, picture).utf8) + [0x80] }

  /// The pictures of a recording, in the order of decoding.
  ///
  /// - Throws: if there is a picture without a number.
  package static func read(_ path: String) throws -> [NumberedPicture] {
    let folder = try TemporaryFolder()
    try CommandLineTool.ffmpeg(
      "-ignore_editlist", "1", "-i", path, "-map", "0:v", "-c", "copy", "-f", "h264", folder.path("a.h264"))
    var pictures: [NumberedPicture] = []
    for unit in CameraPictures.units([UInt8](try Data(contentsOf: folder.appending("a.h264")))) {
      if unit.starts(with: start) {
        let digits = String(decoding: unit[start.count..<start.count + 12], as: UTF8.self)
        pictures.append(
          NumberedPicture(
            connection: Int(digits.prefix(3)) ?? -1, picture: Int(digits.dropFirst(3)) ?? -1, units: []))
      } else if isSlice(unit) {
        guard !pictures.isEmpty else {
          throw CommandLineTool.Failure(description: "\(path) has a picture without a number")
        }
        pictures[pictures.count - 1].slices.append(unit)
      }
    }
    return pictures
  }
}
