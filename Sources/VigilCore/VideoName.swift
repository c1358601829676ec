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

  /// The name of the video that a file of features is of, in the ways in which features are published: `NAME.npy`,
  /// `NAME_i3d.npy`, and `NAME__0.npy`, `NAME__1.npy` and so on for its crops.
  public static func ofFeatures(_ path: some StringProtocol) -> String {
    let stem = stem(path)
    let whole = crop(of: stem)?.video ?? stem
    return whole.hasSuffix("_i3d") ? String(whole.dropLast(4)) : whole
  }

  /// The video and the number of the crop in the name of a file that holds one crop, without folders and extension; nil for a
  /// name without a number.
  ///
  /// `("Fire001", 3)` for `Fire001__3`.
  public static func crop(of stem: some StringProtocol) -> (video: String, number: Int)? {
    let digits = stem.reversed().prefix { $0.isASCII && $0.isNumber }.count
    let name = stem.dropLast(digits)
    guard (1...2).contains(digits), name.hasSuffix("__"), name.count > 2,
      let number = Int(String(stem.suffix(digits)))
    else { return nil }
    return (String(name.dropLast(2)), number)
  }

  /// Whether a file in a folder counts as a video.
  public static func isVideo(_ path: some StringProtocol) -> Bool {
    guard let dot = path.lastIndex(of: ".") else { return false }
    return extensions.contains(path[path.index(after: dot)...].lowercased())
  }
}
