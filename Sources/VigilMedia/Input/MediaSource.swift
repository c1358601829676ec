import Synchronization

/// Frames of a video file, a network stream, a local camera or a test picture.
///
/// ```swift
/// for try await element in try MediaSource("rtsp://user:password@10.0.0.7/stream") {
///   if case .frame(let frame) = element { print(frame.time) }
/// }
/// ```
///
/// - a path: any video file that FFmpeg reads
/// - `rtsp://`, `rtsps://`: a camera's stream, over TCP
/// - `http://`, `https://`: a stream, or a file if the address ends like one
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
  public var isLive: Bool { address.isLive || options.replay != nil }

  /// The name.
  public var description: String { name }

  let address: SourceAddress
  let options: MediaSourceOptions
  let clock: SourceClock
  private let open: OpenConnection?
  private let board = LatestStatus()

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
    address = try SourceAddress(source, liveness: options.liveness, credentials: options.credentials)
    self.options = options
    self.clock = clock
    self.open = open
  }

  /// The status of the latest reading of the source.
  public var status: SourceStatus { board.current }

  /// Opens the source, reads its properties and closes it again.
  ///
  /// - Throws: `MediaError`, or `CancellationError` as soon as the task is cancelled.
  public func facts() async throws -> SourceFacts {
    try await OwnThread.run("vigil probe") { [address, options, clock] stop in
      try VideoInput(address, options: options, limit: ReadLimit(stop: stop, clock: clock)).facts
    }
  }

  /// Begins a reading, which opens the source when its first element is requested.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(reading: Reading(self))
  }

  /// One reading of the source.
  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let reading: Reading

    /// The next element, or nil after the last.
    public mutating func next() async throws -> SourceElement? {
      try await reading.next()
    }

    /// The next element, or nil after the last.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws -> SourceElement? {
      try await reading.next()
    }
  }

  /// Lives as long as the loop that reads; when it is released, the decoding thread ends.
  fileprivate final class Reading: Sendable {
    private let source: MediaSource
    private let channel: FrameChannel
    private let isStarted = Atomic(false)

    init(_ source: MediaSource) {
      self.source = source
      channel = FrameChannel(capacity: source.options.bufferedFrames, keepsNewest: source.isLive)
    }

    deinit { channel.close() }

    func next() async throws -> SourceElement? {
      if !isStarted.exchange(true, ordering: .relaxed) { source.start(into: channel) }
      return try await channel.next()
    }
  }

  private func start(into channel: FrameChannel) {
    let record = board.startRecord()
    OwnThread.start("vigil source") { [address, options, clock, open] in
      do throws(MediaError) {
        if address.isLive {
          let open = open ?? VideoConnection.opening(address, options: options, clock: clock)
          try LiveReading(address: address, options: options, clock: clock, open: open)
            .run(into: channel, record: record)
        } else {
          try RecordedReading(address: address, options: options, clock: clock).run(
            into: channel, record: record)
        }
        record.update { $0.connection = .ended }
        channel.finish()
      } catch {
        record.update { $0.connection = .ended }
        channel.finish(throwing: error)
      }
    }
  }
}
