/// How a source is read.
public struct MediaSourceOptions: Sendable {
  /// Whether a source continues even if it is not read.
  public enum Liveness: Sendable {
    /// Streams and cameras are live, files are not; what a web address leads to is live unless container or server state a
    /// length, as for a file or a finished playlist.
    case automatic
    /// Frames that are not read in time are dropped, and a lost connection is restored.
    case live
    /// Every frame waits to be read.
    case recorded
  }

  /// User and password of a stream whose address does not have them.
  public var credentials: SourceCredentials?
  /// Whether the source is live.
  public var liveness = Liveness.automatic
  /// How many decoded frames may wait to be read; the decoder pauses (recorded) or drops the oldest (live).
  ///
  /// Each takes what the decoder made of it, mostly `width * height * 1.5` bytes, and `width * height * 3` more once its pixels
  /// are asked for.
  public var bufferedFrames = 4
  /// How many pictures of a folder or a pattern are shown in a second, for they do not say.
  public var pictureRate = 25.0
  /// How many times a recorded source is played; nil means forever. Time and frame numbers continue.
  public var plays: Int? = 1
  /// Decoding threads. More than one costs memory and takes cores from the networks.
  public var decoderThreads = 1
  /// How long a source may take to connect, in seconds.
  public var connectLimit = 10.0
  /// How long a source may send nothing displayable before it counts as lost, in seconds.
  public var silenceLimit = 10.0
  /// How long the pictures of a live source may stay the same, byte by byte, before it is connected to anew, in seconds; nil for
  /// any time. Each time it did not help, the next wait is twice as long, up to an hour.
  public var frozenLimit: Double?
  /// How late the pictures of a live source may be decoded after their arrival, in seconds, before some are skipped.
  ///
  /// A machine that decodes more slowly than a camera sends would otherwise fall behind without limit. What is skipped goes
  /// up to a key frame, and far enough to leave half of this; it is counted in `SourceStatus.lateFrames`.
  public var latenessLimit = 2.0
  /// How the packets of an RTSP source are carried.
  public var transport = RTSPTransport.automatic
  /// How a live source is retried when it cannot be reached, or is lost.
  public var retry = RetryPolicy.interactive
  /// Whether to accept an untrusted certificate of an https or rtmps source, such as most cameras' self-signed ones.
  ///
  /// FFmpeg 5 and older never check certificates of rtsps sources, whatever this says: those are encrypted, but
  /// not authenticated.
  public var acceptsUnknownCertificates = false
  /// When the pictures of a recording are due, as if from a camera; nil delivers them as fast as they are read.
  public var replay: ReplaySchedule?

  /// Where the packets of pictures and sound are kept as they come, to write clips from; nil keeps none.
  ///
  /// A ring belongs to one source. Reading the source anew empties it, for the times of frames begin anew too.
  public var packets: PacketRing?

  /// Whether pictures pass through JPEG files on their way.
  var passesJPEGs = false

  /// The defaults.
  public init() {}
}
