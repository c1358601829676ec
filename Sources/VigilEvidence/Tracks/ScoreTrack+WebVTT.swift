extension ScoreTrack {
  /// A WebVTT file for `<track kind="metadata">`: a cue a sample, whose text is `{"isStill":false,"score":0.934}`.
  ///
  /// The camera's name stands in a comment, with everything escaped that could end it.
  public var webVTT: String {
    // A string of JSON has no line ends; neither `-->` nor a tag can be spelled without these.
    let name = String(decoding: CanonicalJSON.string(camera).file.dropLast(), as: UTF8.self)
      .unicodeScalars.map { scalar in
        switch scalar {
        case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{7F}"..."\u{9F}": Self.escape(scalar)
        default: String(scalar)
        }
      }.joined()
    var text = "WEBVTT\n\nNOTE {\"camera\":\(name),\"start\":\"\(UTCTime.text(start))\",\"threshold\":"
    text += "\(CanonicalJSON.decimal(threshold))}\n"
    for sample in visible {
      text += "\n\(Self.time(sample.time)) --> \(Self.time(sample.time + sample.duration))\n"
      text += "{\"isStill\":\(sample.isStill),\"score\":\(CanonicalJSON.decimal(sample.score))}\n"
    }
    return text
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    "\\u" + Self.digits(String(scalar.value, radix: 16), 4)
  }

  /// `HH:MM:SS.mmm`.
  private static func time(_ seconds: Double) -> String {
    let milliseconds = Int((min(seconds, 3_599_999) * 1000).rounded())
    let fields = [milliseconds / 3_600_000, milliseconds / 60_000 % 60, milliseconds / 1000 % 60]
    return fields.map { digits(String($0), 2) }.joined(separator: ":") + "."
      + digits(String(milliseconds % 1000), 3)
  }

  private static func digits(_ text: String, _ count: Int) -> String {
    String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
