public import Foundation

/// One decoded picture of a video, with the moment it is shown.
public struct Frame: Sendable {
  /// The position among the decoded frames of the source, counted from 0.
  ///
  /// Frames that a live source skipped keep their number, so a gap in the indices is a gap in time.
  public var index: Int
  /// Presentation time in seconds since the first frame of the source.
  public var time: Double
  /// Wall-clock time at which it arrived, decoded; nil for recordings, which were taken at another time.
  public var date: Date?
  /// The same moment on the monotonic clock (`Clocks.now`), in seconds; nil for recordings.
  public var arrival: Double?
  /// Width in pixels, after rotation.
  public var width: Int
  /// Height in pixels, after rotation.
  public var height: Int
  /// How many times as wide as high a pixel is shown; 1 for square ones.
  public var pixelAspect = 1.0
  /// The picture as it was decoded, unless the frame was made of pixels, or they were changed.
  package private(set) var picture: (any DecodedPicture)?
  private var ownPixels: [UInt8] = []

  /// `height * width * 3` bytes: interleaved 8-bit RGB, rows from top to bottom without padding.
  ///
  /// A frame of a source has them only from when they are first asked for, which then takes as long as converting the whole picture.
  public var pixels: [UInt8] {
    get { picture?.pixels ?? ownPixels }
    set {
      picture = nil
      ownPixels = newValue
    }
    _modify {
      // What is drawn on is no longer what was decoded.
      if let decoded = picture.take() { ownPixels = decoded.pixels }
      yield &ownPixels
    }
  }

  /// Makes a frame of `width * height * 3` bytes.
  public init(
    index: Int, time: Double, date: Date? = nil, arrival: Double? = nil, width: Int, height: Int,
    pixels: [UInt8]
  ) {
    precondition(pixels.count == width * height * 3, "expected interleaved RGB without row padding")
    self.index = index
    self.time = time
    self.date = date
    self.arrival = arrival
    self.width = width
    self.height = height
    ownPixels = pixels
  }

  /// Makes a frame of a picture that is `width` x `height` once it is upright.
  package init(index: Int, time: Double, width: Int, height: Int, picture: any DecodedPicture) {
    self.index = index
    self.time = time
    self.width = width
    self.height = height
    self.picture = picture
  }
}
