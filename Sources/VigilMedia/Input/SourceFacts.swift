public import VigilCore

/// The properties of an open source, before any frame is decoded.
public struct SourceFacts: Hashable, Sendable, Codable {
  /// FFmpeg's name of the container, such as `mov,mp4,m4a,3gp,3g2,mj2`.
  public var container: String
  /// FFmpeg's name of the video codec, such as `h264`.
  public var codec: String
  /// Width in pixels, after rotation.
  public var width: Int
  /// Height in pixels, after rotation.
  public var height: Int
  /// The clockwise rotation in degrees that makes pictures upright: 0, 90, 180 or 270.
  public var rotation: Int
  /// Whether pictures are mirrored, left to right, before they are rotated, as those of some front cameras; nil if not.
  public var isMirrored: Bool?
  /// The mean number of frames per second, if the container states it.
  public var frameRate: Double?
  /// The length in seconds, if the container states it.
  public var duration: Double?
  /// The approximate number of frames: the container's count, or rate times length.
  public var frameCountEstimate: Int?
  /// Whether there is sound.
  public var hasAudio: Bool
  /// Whether the source continues even if it is not read.
  public var isLive: Bool

  /// Makes facts, for sources of other kinds.
  public init(
    container: String, codec: String, width: Int, height: Int, rotation: Int = 0, frameRate: Double? = nil,
    duration: Double? = nil, frameCountEstimate: Int? = nil, hasAudio: Bool = false, isLive: Bool = false
  ) {
    self.container = container
    self.codec = codec
    self.width = width
    self.height = height
    self.rotation = rotation
    self.frameRate = frameRate
    self.duration = duration
    self.frameCountEstimate = frameCountEstimate
    self.hasAudio = hasAudio
    self.isLive = isLive
  }
}

extension SourceDescription {
  /// Describes a source by its facts, for a result.
  ///
  /// - Parameters:
  ///   - name: What the user called it; secrets are left out.
  ///   - facts: nil for a source that is not available yet.
  public init(name: String, facts: SourceFacts?) {
    self.init(
      name: name, container: facts?.container, codec: facts?.codec, width: facts?.width,
      height: facts?.height, framesPerSecond: facts?.frameRate, duration: facts?.duration)
  }
}
