import VigilCore

extension CameraReport {
  /// The report for people, a line each.
  public var lines: [String] {
    var lines = [
      "\(codecName), \(width) x \(height)" + (frameRate.map { ", \(Self.number($0)) frames/s" } ?? "")
    ]
    if let keyFrameLine { lines.append(keyFrameLine) }
    if let bitRate { lines.append("\(NumberText.fixed(bitRate / 1e6, decimals: 2)) Mbit/s") }
    if codec == "rawvideo" {
      lines.append("pictures are not compressed, and clips are copies of what comes, so there can be none")
    } else if !fitsMP4 {
      lines.append(
        "an MP4 file cannot hold \(codec), so there can be no clips; set the camera to H.264 or H.265")
    }
    lines.append(
      sound.map {
        "sound: \($0.codec)"
          + ($0.fitsMP4 ? "" : ", which an MP4 file cannot hold, so clips are silent; set the camera to AAC")
      }
        ?? "no sound")
    if let clockNote { lines.append(clockNote) }
    if let modes, !modes.isEmpty {
      lines.append(
        "can send \(CameraMode.text(modes)); choose by /dev/video0?format=mjpeg&size=1280x720&rate=30")
    }
    return lines
  }

  /// Nil of pictures each of which stands alone.
  private var keyFrameLine: String? {
    guard codec != "mjpeg", codec != "rawvideo" else { return nil }
    guard keyFrames > 0 else {
      return "no key frame in \(Self.number(seconds)) s; a clip cannot begin before one"
    }
    let interval =
      isKeyFrameIntervalKnown
      ? "a key frame every \(Self.number(keyFrameInterval)) s or sooner"
      : "one key frame in \(Self.number(seconds)) s"
    guard keyFrameInterval > 4 else { return interval }
    return interval + "; set the camera to one every 1 to 4 s, so that clips can begin in time"
  }

  private var codecName: String {
    let names = ["h264": "H.264", "hevc": "H.265", "mjpeg": "JPEG pictures", "mpeg4": "MPEG-4"]
    return (names[codec] ?? codec) + (profile.map { " (\($0))" } ?? "")
  }

  private static func number(_ value: Double) -> String { NumberText.trimmed(value, decimals: 1) }

  /// The most that the packets of some seconds and of one interval of key frames take, in bytes, with a half to spare.
  public func ringBytes(before seconds: Double) -> Int {
    Int((bitRate ?? 0) / 8 * (seconds + keyFrameInterval) * 1.5)
  }
}
