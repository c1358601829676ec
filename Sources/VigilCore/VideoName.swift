/// Names of videos, as files, lists and annotations spell them.
public enum VideoName {
  /// The extensions that make a file in a folder a video; a file named explicitly is taken whatever its name.
  public static let extensions: Set<String> = [
    "mp4", "avi", "mkv", "mov", "m4v", "webm", "mpg", "mpeg", "ts", "mts", "wmv", "flv", "3gp", "mjpeg",
    "h264", "264", "265", "h265", "hevc", "m2ts", "m2v", "asf", "dav", "vob", "ogv", "mp4v", "3g2", "f4v",
    "divx",
  ]

  /// A path without its extension.
  ///
  /// Film titles are full of dots: what follows the last one counts as an extension only if it is up to five letters and
  /// digits and not a number, so that `Bad.Boys.1995` stays whole; but `clip.264` is a video.
  public static func withoutExtension(_ path: some StringProtocol) -> String {
    guard let dot = path.lastIndex(of: "."), dot > path.startIndex,
      !"/\\".contains(path[path.index(before: dot)])
    else { return String(path) }
    let suffix = path[path.index(after: dot)...]
    let isExtension =
      (1...5).contains(suffix.count) && suffix.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
      && (suffix.contains { $0.isLetter } || extensions.contains(String(suffix)))
    return isExtension ? String(path[..<dot]) : String(path)
  }

  /// The name of a file without folders (with either kind of slash) and extension.
  public static func stem(_ path: some StringProtocol) -> String {
    let start = path.lastIndex { "/\\".contains($0) }.map(path.index(after:)) ?? path.startIndex
    return withoutExtension(path[start...])
  }

  /// Whether a file in a folder counts as a video.
  public static func isVideo(_ path: some StringProtocol) -> Bool {
    guard let dot = path.lastIndex(of: ".") else { return false }
    return extensions.contains(path[path.index(after: dot)...].lowercased())
  }
}
