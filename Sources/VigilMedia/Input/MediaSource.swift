import Foundation

/// Frames of a video file, a network stream, a local camera or a test picture.
///
/// ```swift
/// for try await element in try MediaSource("rtsp://user:password@10.0.0.7/stream") {
///   if case .frame(let frame) = element { print(frame.time) }
/// }
/// ```
///
/// - a path: any video file that FFmpeg reads; a folder of numbered pictures, or a pattern of their names (`PictureSequence`)
/// - `rtsp://`, `rtsps://`: a camera's stream, over `MediaSourceOptions.transport`
/// - `rtmp://`, `rtmps://`, `srt://`, `udp://`, `rtp://`, `tcp://`: a live stream, where the installed FFmpeg has the protocol
/// - `http://`, `https://`: a stream, or a recording where container or server state a length
/// - `/dev/video0`: a local camera
/// - `lavfi:testsrc=size=320x240:rate=25:duration=4`: a generated test picture
///
/// A recorded source waits for its reader and gives every frame. A live one drops the oldest frames that were
/// not read in time; when it is lost, it reports the loss, reconnects for as long as it is read, and gives a gap afterwards.
/// Iterating throws `MediaError`, or `CancellationError` when the task is cancelled.
public struct MediaSource: FrameSource, CustomStringConvertible {
  /// The name of the source in logs and results, without secrets.
  public var name: String { address.name }
  /// Whether frames are lost if nobody reads them in time.
  ///
  /// Of a web address this is a guess by its name until it was opened, by `facts()` or by a reading.
  public var isLive: Bool { settings.isLive || options.replay != nil }
  /// Whether `isLive` is more than a guess.
  public var isLivenessKnown: Bool { !settings.guessesLiveness || settings.board.isLive != nil }
  /// Whether a recorded source can be read a second time; what comes through a pipe cannot.
  public var isRepeatable: Bool { !isPipe }

  /// The name.
  public var description: String { name }

  var address: SourceAddress { settings.address }
  var options: MediaSourceOptions { settings.options }
  private var settings: ReadingSettings
  private let begun = BegunReading()

  /// Describes a source. Nothing is opened yet.
  ///
  /// - Throws: `MediaError` with code `unsupportedSource` if the text is not a readable source.
  public init(_ source: String, options: MediaSourceOptions = MediaSourceOptions()) throws(MediaError) {
    try self.init(source, options: options, clock: .machine)
  }

  /// Describes a source that runs on the caller's clock, optionally with connections other than FFmpeg's.
  package init(
    _ source: String, options: MediaSourceOptions, clock: SourceClock, open: OpenConnection? = nil
  ) throws(MediaError) {
    settings = ReadingSettings(
      address: try SourceAddress(source, liveness: options.liveness, credentials: options.credentials),
      options: options, clock: clock, open: open)
  }

  /// The same source, with one status, whose pictures lose what JPEG files of FFmpeg's default quality lose; see `JPEGFile`.
  ///
  /// Only before it is opened.
  public func passingJPEGs() -> MediaSource {
    var source = self
    source.settings.options.passesJPEGs = true
    return source
  }

  /// The status of the latest reading of the source.
  public var status: SourceStatus { settings.board.current }

  /// Opens the source and reads its properties.
  ///
  /// A pipe or a source on the network, which may be there only once, stays open for the next reading: a recording waits for it, and
  /// of a live source it gets the pictures from then on. Files and local cameras are closed again, and so are sources on the
  /// network that are retried forever.
  ///
  /// - Throws: `MediaError`, or `CancellationError` as soon as the task is cancelled.
  public func facts() async throws -> SourceFacts {
    // Whoever retries forever would wait here forever.
    guard isPipe || address.isOnNetwork && options.retry.initialAttempts != nil else {
      return try await OwnThread.run("vigil probe") { [settings] stop in
        let limit = ReadLimit(stop: stop, clock: settings.clock)
        return try VideoInput.open(settings.address, options: settings.options, limit: limit).facts
      }
    }
    if let facts = status.facts { return facts }
    do {
      return try await begun.get(settings).facts()
    } catch {
      begun.take()
      throw error
    }
  }

  /// Begins a reading, which opens the source when its first element is requested.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(reading: begun.take() ?? SourceReading(settings))
  }

  /// One reading of the source.
  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let reading: SourceReading

    /// The next element, or nil after the last.
    public mutating func next() async throws -> SourceElement? {
      try await reading.next()
    }

    /// The next element, or nil after the last.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws -> SourceElement? {
      try await reading.next()
    }
  }

  /// Whether the path is that of a pipe, or of something else that gives its data once.
  private var isPipe: Bool {
    guard address.kind == .file, let path = address.path else { return false }
    var information = stat()
    guard stat(path, &information) == 0 else { return false }
    return [S_IFIFO, S_IFCHR, S_IFSOCK].contains(information.st_mode & S_IFMT)
  }
}
