package import Foundation
package import VigilStore

/// Where files are, relative to the recording folder: `clips/gate/2026-11-28/163005-1b2c3d4e.mp4`, in UTC.
package enum RecordingPath {
  /// The folders of clips and of segments.
  package static func folder(of kind: FileKind) -> String { kind == .segment ? "recordings" : "clips" }

  /// The path of a file that begins at a date; `id` tells apart what begins in the same second.
  package static func path(
    camera: String, kind: FileKind, start: Date, id: UUID, suffix: String = "mp4"
  ) -> String {
    let style = Date.ISO8601FormatStyle(timeZone: .gmt)
    let day = start.formatted(style.year().month().day())
    let time = start.formatted(style.time(includingFractionalSeconds: false)).filter(\.isNumber)
    return "\(folder(of: kind))/\(name(of: camera))/\(day)/\(time.prefix(6))-\(prefix(of: id)).\(suffix)"
  }

  /// The first eight digits of an identity.
  package static func prefix(of id: UUID) -> String { String(id.uuidString.lowercased().prefix(8)) }

  /// A camera's name as that of a folder, which can be read back: bytes other than letters, digits, `-` and `_` as `%2F`.
  package static func name(of camera: String) -> String {
    camera.utf8.map { byte in
      let isPlain =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || byte == 0x2D || byte == 0x5F
      return isPlain
        ? String(Unicode.Scalar(byte))
        : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  /// What a path tells of a file: its kind, its camera and the beginning of its event's id; nil for files of others.
  package static func parse(_ path: String) -> (kind: FileKind, camera: String, id: String)? {
    let parts = path.split(separator: "/")
    guard parts.count == 4, let camera = parts[1].removingPercentEncoding else { return nil }
    guard let match = parts[3].wholeMatch(of: /\d{6}-([0-9a-f]{8})(?:-\d+)?\.(mp4|jpg|vtt|json)/) else {
      return nil
    }
    let kind: FileKind
    switch (parts[0], match.2) {
    case ("clips", "mp4"): kind = .clip
    case ("clips", "jpg"): kind = .picture
    case ("clips", _): kind = .track
    case ("recordings", "mp4"): kind = .segment
    default: return nil
    }
    return (kind, camera, String(match.1))
  }

  /// When a file begins, as its path tells, to the second.
  package static func date(of path: String) -> Date? {
    let parts = path.split(separator: "/")
    guard parts.count == 4 else { return nil }
    let time = parts[3].prefix(6)
    let text = "\(parts[2])T\(time.prefix(2)):\(time.dropFirst(2).prefix(2)):\(time.suffix(2))Z"
    return try? Date(text, strategy: .iso8601)
  }
}
