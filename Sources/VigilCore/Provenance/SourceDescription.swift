/// The properties of a video file, stream or camera, as it reports them.
public struct SourceDescription: Hashable, Sendable, Codable {
  /// The name the user gave it, without secrets.
  public let name: String
  /// The container or transport, such as `mp4` or `rtsp`.
  public var container: String?
  /// The video codec, such as `h264`.
  public var codec: String?
  /// Width in pixels, after rotation.
  public var width: Int?
  /// Height in pixels, after rotation.
  public var height: Int?
  /// Nominal frames per second.
  public let framesPerSecond: Double?
  /// Length in seconds; nil for a camera.
  public let duration: Double?

  private enum CodingKeys: String, CodingKey {
    case name, container, codec, width, height, duration
    case framesPerSecond = "frames_per_second"
  }

  /// Makes a description; `name` is redacted, and non-finite numbers count as unknown.
  public init(
    name: String, container: String? = nil, codec: String? = nil, width: Int? = nil, height: Int? = nil,
    framesPerSecond: Double? = nil, duration: Double? = nil
  ) {
    self.name = SourceName.redacted(name)
    self.container = container
    self.codec = codec
    self.width = width
    self.height = height
    self.framesPerSecond = framesPerSecond.flatMap { $0.isFinite ? $0 : nil }
    self.duration = duration.flatMap { $0.isFinite ? $0 : nil }
  }
}
