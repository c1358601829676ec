/// What a local camera can send.
public struct CameraMode: Hashable, Sendable, Codable {
  /// How pictures are coded or laid out, by FFmpeg's name, such as `mjpeg` or `yuyv422`.
  public var format: String
  /// Width in pixels.
  public var width: Int
  /// Height in pixels.
  public var height: Int
  /// Pictures a second; nil if the camera does not say.
  public var framesPerSecond: Double?

  /// Makes a mode.
  public init(format: String, width: Int, height: Int, framesPerSecond: Double? = nil) {
    self.format = format
    self.width = width
    self.height = height
    self.framesPerSecond = framesPerSecond
  }

  /// Whether a video file can hold the pictures as they come.
  public var isCompressed: Bool { ["h264", "hevc", "mjpeg"].contains(format) }

  /// The mode for watching, of those that a camera lists; nil if it lists none.
  ///
  /// Fast enough before all: many cameras are at five pictures a second if they are not asked, since uncompressed ones fill the cable.
  /// Then compressed, as an event's clip is copied from the camera; then as large as is of use: 1280x720, uncompressed 640x480.
  public static func preferred(among modes: [CameraMode]) -> CameraMode? {
    modes.max { $1.isPreferred(to: $0) }
  }

  private func isPreferred(to other: CameraMode) -> Bool {
    let (mine, its) = (merits, other.merits)
    return zip(mine, its).first { $0 != $1 }.map { $0 > $1 } ?? false
  }

  /// What is compared, the most important first; more is better.
  private var merits: [Double] {
    let (enough, plenty) = (24.0, 30.0)
    let rate = framesPerSecond ?? enough
    let bound = isCompressed ? (width: 1280, height: 720) : (width: 640, height: 480)
    let fits = width <= bound.width && height <= bound.height
    let area = Double(width * height)
    return [
      min(rate, enough), isCompressed ? 1 : 0, fits ? 1 : 0, fits ? area : -area, -max(0, rate - plenty),
      rate,
    ]
  }
}
