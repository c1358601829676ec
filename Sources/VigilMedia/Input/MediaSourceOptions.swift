/// How a source is read.
public struct MediaSourceOptions: Sendable {
  /// Whether a source goes on whether or not it is read.
  public enum Liveness: Sendable {
    /// RTSP streams and cameras are live, files are not; a web address is live unless it ends like a video file.
    case automatic
    /// Frames that are not read in time are dropped, and a cut connection is made again.
    case live
    /// Every frame waits to be read.
    case recorded
  }

  /// The picture size and rate to ask a local camera for.
  public struct CameraMode: Hashable, Sendable {
    /// Width in pixels.
    public var width: Int
    /// Height in pixels.
    public var height: Int
    /// Frames per second, or nil for what the camera prefers.
    public var framesPerSecond: Double?

    /// Makes a mode.
    public init(width: Int, height: Int, framesPerSecond: Double? = nil) {
      self.width = width
      self.height = height
      self.framesPerSecond = framesPerSecond
    }
  }

  /// Whether the source is live.
  public var liveness = Liveness.automatic
  /// How many decoded frames may wait to be read; the decoder pauses (recorded) or drops the oldest (live).
  ///
  /// Each takes `width * height * 3` bytes.
  public var bufferedFrames = 4
  /// How many times a recorded source is played; nil means for ever. Time and frame numbers go on.
  public var plays: Int? = 1
  /// The threads that decode. More than one costs memory and takes cores from the networks.
  public var decoderThreads = 1
  /// How long a source may take to connect, in seconds.
  public var connectLimit = 10.0
  /// How long a source may send nothing that can be shown before it counts as lost, in seconds.
  public var silenceLimit = 10.0
  /// How often a live source is tried before the first frame, before that is an error.
  public var initialAttempts = 3
  /// The first wait before a live source is tried again, in seconds; it doubles up to `longestRetryDelay`.
  public var shortestRetryDelay = 0.5
  /// The longest wait before a live source is tried again, in seconds.
  public var longestRetryDelay = 30.0
  /// Whether an https source may show a certificate that nobody vouches for, as most cameras' do.
  ///
  /// FFmpeg 5 and older check no certificates of rtsps sources, whatever this says: those are encrypted, but it is
  /// not known to whom.
  public var acceptsUnknownCertificates = false
  /// What to ask a local camera for; nil leaves it to the camera.
  public var cameraMode: CameraMode?

  /// When the pictures of a recording come, as if from a camera; nil lets them come as fast as they are read.
  public var replay: ReplaySchedule?

  /// Where the packets of pictures and sound are kept as they come, to write clips from; nil keeps none.
  ///
  /// A ring belongs to one source. Reading the source anew empties it, for the times of frames begin anew too.
  public var packets: PacketRing?

  /// The defaults.
  public init() {}
}
