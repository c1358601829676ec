import CFFmpeg

/// How a video is written.
public struct VideoWriterOptions: Sendable {
  /// The nominal frame rate for the encoder; presentation times are kept in any case.
  public var frameRate = 25.0
  /// The quality of the pictures: 0 (lossless) ... 51 (worst); nil uses the bit rate instead.
  public var quality: Int? = 23
  /// Bits per second, if no quality is given and for encoders that have none.
  public var bitRate = 4_000_000
  /// Encoding threads.
  public var threads = 2
  /// A recorded source whose sound is copied; its first picture is the first frame written.
  public var soundSource: MediaSource?

  /// Whether the file can be played while it is written, and after the program was killed or the power failed: it is called
  /// `NAME.partial` until then, and its index comes in pieces of at most two seconds.
  public var isRecoverable = false

  /// The encoders to try, by FFmpeg's names, the preferred one first.
  package var encoders = H264Encoder.candidates
  var timeBase = AVRational(num: 1, den: 90_000)
  var colors = ColorTags.bt601

  /// The defaults.
  public init() {}
}

/// A summary of a written video.
public struct VideoSummary: Hashable, Sendable {
  /// How many frames were written.
  public var frames = 0
  /// From the first frame to the last, in seconds.
  public var duration = 0.0
  /// FFmpeg's name of the encoder.
  public var encoder = ""
  /// Notes for the user, such as sound that had to be left out.
  public var notes: [String] = []
  /// Whether it ends before its source.
  public var isCut = false

  /// That of a video which ended before its first frame.
  static let nothing: VideoSummary = {
    var summary = VideoSummary()
    summary.isCut = true
    return summary
  }()
}
