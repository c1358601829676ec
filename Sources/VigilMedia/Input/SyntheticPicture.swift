/// Test pictures that FFmpeg computes, such as `lavfi:testsrc=size=320x240:rate=25:duration=4`.
enum SyntheticPicture {
  /// The filters that a description may use: those that neither read files nor load code.
  private static let filters: Set<String> = [
    "testsrc", "testsrc2", "rgbtestsrc", "yuvtestsrc", "smptebars", "smptehdbars", "color", "gradients",
    "mandelbrot", "nullsrc", "sine", "anullsrc",
    "format", "scale", "fps", "setpts", "settb", "trim", "noise", "rotate", "hue", "fade", "select", "loop",
    "crop", "pad", "hflip", "vflip", "transpose", "drawbox", "negate", "realtime", "geq",
  ]

  /// Refuses descriptions that could reach a file, the network or code.
  static func check(_ graph: String) throws(MediaError) {
    // Quoting would hide a separator from the split below, and "/" before a name loads its value from a file.
    guard !graph.contains(where: { "'\\".contains($0) }), !graph.contains("=/"), !graph.contains(":/") else {
      throw MediaError(.unsupportedSource, "the test picture \(graph) may not contain quotes or paths")
    }
    guard !graph.isEmpty else {
      throw MediaError(.unsupportedSource, "lavfi: needs a picture, such as lavfi:testsrc")
    }
    for part in graph.split(whereSeparator: { ",;".contains($0) }) {
      var filter = part.drop { $0.isWhitespace }
      while filter.hasPrefix("["), let end = filter.firstIndex(of: "]") {
        filter = filter[filter.index(after: end)...].drop { $0.isWhitespace }
      }
      let name = filter.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      guard filters.contains(String(name)) else {
        throw MediaError(
          .unsupportedSource,
          "\(name.isEmpty ? "an empty name" : String(name)) is no known test picture; try lavfi:testsrc=size=320x240:rate=25:duration=4"
        )
      }
    }
  }
}
