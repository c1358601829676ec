/// The augmentation of snippets, so that an extractor learns what happens and not one particular video.
public struct SnippetAugmentation: Hashable, Sendable, Codable {
  /// The slowest and the fastest playback speed.
  public var slowest = 0.75
  /// See `slowest`.
  public var fastest = 1.33
  /// The smallest part of a frame that is shown, as a fraction of its width and height.
  public var smallestSide = 0.6
  /// The largest change of the part's aspect ratio, as a natural logarithm.
  public var aspect = 0.15
  /// The largest change of contrast, as a natural logarithm.
  public var contrast = 0.35
  /// The largest change of brightness, in units of the network's input.
  public var brightness = 0.3
  /// The largest standard deviation of added noise, in units of the network's input.
  public var noise = 0.08
  /// Whether half of the snippets are mirrored.
  public var mirrors = true

  /// The settings that Vigil's own extractor was trained with.
  public init() {}

  /// No change except where a snippet begins.
  public static var none: SnippetAugmentation {
    var none = SnippetAugmentation()
    (none.slowest, none.fastest, none.smallestSide) = (1, 1, 1)
    (none.aspect, none.contrast, none.brightness, none.noise, none.mirrors) = (0, 0, 0, 0, false)
    return none
  }
}

/// One snippet to be cut out of a video.
struct SnippetView: Hashable, Sendable {
  /// The index of the video in its archive.
  var video: Int
  /// The sixteen frames.
  var frames: [Int]
  /// The part of the frame, in pixels of the prepared frame.
  var left, top, width, height: Double
  var isMirrored = false
  /// Gain and offset of inputs.
  var gain = 1.0, offset = 0.0
  /// The standard deviation of the noise, and its random seed.
  var noise = 0.0, noiseSeed: UInt64 = 0
}
