import CFFmpeg

/// The containers that FFmpeg may detect by itself, as lists for its `format_whitelist`.
///
/// Excluded are those that are not data but instructions: lists that open other files or addresses,
/// and scripts that run code.
enum SafeFormats {
  /// For local files.
  static let forFiles = names(without: instructions.union(playlists))
  /// For web addresses, where live streams are playlists of segments.
  static let forStreams = names(without: instructions)

  private static let playlists: Set<String> = ["hls", "applehttp", "dash", "webm_dash_manifest", "imf"]
  private static let instructions: Set<String> = [
    "concat", "sdp", "avisynth", "vapoursynth", "lavfi", "tty", "rtsp", "sap", "ffmetadata",
  ]

  private static func names(without excluded: Set<String>) -> String {
    var names: [String] = []
    var position: UnsafeMutableRawPointer?
    while let format = av_demuxer_iterate(&position) {
      let name = String(cString: format.pointee.name)
      if excluded.isDisjoint(with: name.split(separator: ",").map(String.init)) { names.append(name) }
    }
    return names.joined(separator: ",")
  }
}
