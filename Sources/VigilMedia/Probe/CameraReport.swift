/// What a camera sends, as found by reading it for some seconds.
public struct CameraReport: Hashable, Sendable, Codable {
  /// The sound of a camera.
  public struct Sound: Hashable, Sendable, Codable {
    /// FFmpeg's name of the codec, such as `aac`.
    public var codec: String
    /// Whether an MP4 file can hold it, so that clips have it.
    public var fitsMP4: Bool

    /// Makes a description.
    public init(codec: String, fitsMP4: Bool) { (self.codec, self.fitsMP4) = (codec, fitsMP4) }
  }

  /// The name of the source, without secrets.
  public var source: String
  /// FFmpeg's name of the codec of the pictures, such as `h264`.
  public var codec: String
  /// The codec's profile, such as `High`, if it is known.
  public var profile: String?
  /// Whether an MP4 file can hold the pictures, so that there can be clips.
  public var fitsMP4: Bool
  /// Width in pixels, before rotation.
  public var width: Int
  /// Height in pixels, before rotation.
  public var height: Int
  /// Pictures a second, as they came; nil of fewer than two.
  public var frameRate: Double?
  /// Bits a second of pictures and sound, as they came; nil of fewer than two pictures.
  public var bitRate: Double?
  /// How many pictures can be decoded by themselves.
  public var keyFrames = 0
  /// The longest time without such a picture, in seconds; of fewer than two, how long none came, which may go on.
  public var keyFrameInterval = 0.0
  /// The sound; nil without.
  public var sound: Sound?
  /// How long the camera was read, in seconds.
  public var seconds = 0.0
  /// What a local camera can send; nil of any other.
  public var modes: [CameraMode]?
  /// What is odd about the camera's clock.
  public var clockNote: String?

  /// Whether the interval of key frames is known, and not only how long there was none.
  public var isKeyFrameIntervalKnown: Bool { keyFrames > 1 }
}
