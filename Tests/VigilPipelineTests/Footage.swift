import Foundation
import VigilCore
import VigilTestSupport

/// Real footage of fixed cameras, cut together to long recordings of mostly nothing.
enum Footage {
  /// A stretch of a recording.
  enum Part {
    /// A real clip, forwards and backwards again and again, so that it has no cuts.
    case quiet(String, seconds: Double)
    /// A real clip.
    case action(String)
  }

  /// How a camera compresses.
  struct Compression: CustomStringConvertible {
    var kilobits: Int
    var keyFrames: Int
    var codec = "libx264"
    var description: String { "\(kilobits) kbit/s, a key frame every \(keyFrames)" }
  }

  static func url(_ clip: String) -> String { SharedData.url(clip).path }

  /// Makes a recording of 320x240 at 30 frames a second.
  static func make(_ parts: [Part], _ compression: Compression, in folder: TemporaryFolder) throws -> String {
    var inputs: [String] = []
    for (index, part) in parts.enumerated() {
      let piece = folder.path("part-\(index).mkv")
      let size = "scale=320:240,setsar=1,fps=30,format=yuv420p"
      switch part {
      case .action(let clip):
        try CommandLineTool.ffmpeg(
          "-i", url(clip), "-map", "0:v:0", "-vf", size, "-c:v", "ffv1", "-an", piece)
      case .quiet(let clip, let seconds):
        let bounce = folder.path("bounce-\(index).mkv")
        try CommandLineTool.ffmpeg(
          "-i", url(clip), "-filter_complex",
          "[0:v:0]\(size),split[a][b];[b]reverse[c];[a][c]concat", "-c:v", "ffv1", "-an", bounce)
        try CommandLineTool.ffmpeg(
          "-stream_loop", "-1", "-i", bounce, "-t", "\(seconds)", "-c", "copy", piece)
      }
      inputs += ["-i", piece]
    }
    let path = folder.path("recording.mp4")
    try CommandLineTool.run(
      "ffmpeg",
      ["-hide_banner", "-v", "error", "-y"] + inputs + [
        "-filter_complex",
        parts.indices.map { "[\($0):v]" }.joined() + "concat=n=\(parts.count)", "-c:v", compression.codec,
        "-preset", "veryfast", "-b:v", "\(compression.kilobits)k", "-maxrate", "\(compression.kilobits)k",
        "-bufsize", "\(compression.kilobits)k", "-g", "\(compression.keyFrames)", "-sc_threshold", "0", "-an",
        path,
      ])
    return path
  }
}
