import CFFmpeg

extension Demuxer {
  /// Containers of pictures without times, for which FFmpeg counts 25 a second.
  private static let withoutStamps: Set<String> = [
    "mpjpeg", "mjpeg", "mjpeg_2000", "h264", "hevc", "vvc", "evc", "obu", "m4v", "h261", "h263", "mpegvideo",
    "vc1",
    "cavsvideo", "avs2", "avs3", "dirac", "dnxhd", "rawvideo", "yuv4mpegpipe",
  ]
  /// Containers that list others.
  private static let playlists: Set<String> = ["hls", "applehttp", "dash", "webm_dash_manifest"]

  /// Whether pictures of a container have no times.
  static func lacksStamps(_ format: String) -> Bool {
    // A picture file in place of a stream, such as "jpeg_pipe".
    format.hasSuffix("_pipe") || !withoutStamps.isDisjoint(with: parts(format))
  }

  /// Whether what a web address leads to ends by itself, as far as container and server say.
  static func isFinite(_ context: UnsafeMutablePointer<AVFormatContext>, format: String) -> Bool {
    // Some cameras state a length for a stream that never ends.
    if format == "mpjpeg" { return false }
    if context.pointee.duration != vigil_no_timestamp, context.pointee.duration > 0 { return true }
    // The length of a playlist is not that of what it lists.
    guard playlists.isDisjoint(with: parts(format)), let input = context.pointee.pb else { return false }
    return avio_size(input) > 0
  }

  private static func parts(_ format: String) -> [String] { format.split(separator: ",").map(String.init) }
}
