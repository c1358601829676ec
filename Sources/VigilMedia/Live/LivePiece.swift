public import Foundation

/// What whoever looks at a camera gets, in the order of decoding.
public enum LivePiece: Sendable {
  /// Video begins, or goes on with other parameters.
  case beginning(LiveBeginning)
  /// The next picture of the video.
  case fragment(LiveFragment)
  /// A picture by itself.
  case picture(LivePicture)
  /// Single pictures come in place of video, for this reason.
  case instead(String)
}

/// What a player needs before the fragments that follow.
public struct LiveBeginning: Hashable, Sendable {
  /// The media type with the codec's name (RFC 6381), such as `video/mp4; codecs="avc1.64001f"`; nil for a codec that no browser plays.
  public var mediaType: String?
  /// The width of pictures in pixels, before rotation.
  public var width: Int
  /// The height of pictures in pixels, before rotation.
  public var height: Int
  /// Counts the timelines of the camera: times of another one mean other moments.
  public var timeline: Int
  /// The moment on the camera's timeline that is time 0 in the fragments, in seconds.
  public var start: Double
  /// The initial segment: `ftyp` and `moov`.
  public var segment: [UInt8]
}

/// One picture as it came from the camera, in a fragment of MP4 that refers to no other one.
public struct LiveFragment: Hashable, Sendable {
  /// Whether a player can begin with it.
  public var isKey: Bool
  /// When it is shown, on the camera's timeline, in seconds.
  public var time: Double
  /// When its packet arrived.
  public var date: Date
  /// `moof` and `mdat`.
  public var bytes: [UInt8]

  /// Makes a fragment.
  public init(isKey: Bool, time: Double, date: Date, bytes: [UInt8]) {
    (self.isKey, self.time, self.date, self.bytes) = (isKey, time, date, bytes)
  }
}

/// One decoded picture, masked if the camera is.
public struct LivePicture: Hashable, Sendable {
  /// When it is shown, on the camera's timeline, in seconds.
  public var time: Double
  /// When it arrived.
  public var date: Date
  /// The picture as JPEG.
  public var jpeg: [UInt8]
}
