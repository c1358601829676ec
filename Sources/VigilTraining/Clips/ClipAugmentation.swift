/// By how much a clip may be changed before an extractor sees it, so that it learns what happens and not this one video.
public struct ClipAugmentation: Hashable, Sendable, Codable {
  /// The slowest and the fastest speed at which frames are taken.
  public var slowest = 0.75
  /// See `slowest`.
  public var fastest = 1.33
  /// The smallest part of a frame that is seen, as a share of its width and height.
  public var smallestSide = 0.6
  /// How far the part's aspect ratio may be off, as a natural logarithm.
  public var aspect = 0.15
  /// How far contrast may be off, as a natural logarithm.
  public var contrast = 0.35
  /// How far brightness may be off, in units of the network's input.
  public var brightness = 0.3
  /// The most noise that is added, as a deviation in units of the network's input.
  public var noise = 0.08
  /// Whether half of the clips are mirrored.
  public var mirrors = true

  /// What Vigil's own extractor was trained with.
  public init() {}

  /// Nothing is changed but where a clip begins.
  public static var none: ClipAugmentation {
    var none = ClipAugmentation()
    (none.slowest, none.fastest, none.smallestSide) = (1, 1, 1)
    (none.aspect, none.contrast, none.brightness, none.noise, none.mirrors) = (0, 0, 0, 0, false)
    return none
  }
}

/// One clip as it is to be cut out of a video.
struct ClipView: Hashable, Sendable {
  /// The place of the video in its archive.
  var video: Int
  /// The sixteen frames.
  var frames: [Int]
  /// The part of the frame, in pixels of the prepared frame.
  var left, top, width, height: Double
  var isMirrored = false
  /// What inputs are multiplied with, and what is then added.
  var gain = 1.0, offset = 0.0
  /// The deviation of the noise, and where it begins.
  var noise = 0.0, noiseSeed: UInt64 = 0
}
