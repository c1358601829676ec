import Synchronization
import VigilCore

/// What a reading needs to know about its source.
struct ReadingSettings: Sendable {
  var address: SourceAddress
  var options: MediaSourceOptions
  var clock: SourceClock
  var open: OpenConnection?
  var board = LatestStatus()

  /// Whether only the opened source can say if it is live, and `address` holds a guess.
  var guessesLiveness: Bool { address.kind == .http && options.liveness == .automatic }
  /// Whether the source continues even if it is not read: what it said, once it was open.
  var isLive: Bool { board.isLive ?? address.isLive }

  /// Sends all elements into the channel. Runs on a thread of its own.
  func read(into channel: FrameChannel, record: StatusRecord) throws(MediaError) {
    let packetFeed = options.packets.map { PacketFeed($0) }
    let connections = VideoConnection.opening(address, options: options, clock: clock, packetFeed: packetFeed)
    // A server may give its stream only once: what was opened to find out whether it ends is read.
    var opened: (any PictureConnection)?
    if guessesLiveness, !address.isLive { opened = try connections(channel.stop) }
    if opened?.facts.isLive ?? address.isLive {
      channel.keepNewest(true)
      let live = LiveReading(address: address, options: options, clock: clock) {
        [open] stop throws(MediaError) in
        if let first = opened.take() { return first }
        guard let open else { return try connections(stop) }
        return try open(stop)
      }
      guard case .isRecording(let connection) = try live.run(into: channel, record: record) else { return }
      opened = connection
    }
    channel.keepNewest(options.replay != nil)
    var input = (opened as? VideoConnection)?.input
    opened = nil
    try RecordedReading(address: address, options: options, clock: clock, packetFeed: packetFeed)
      .run(from: &input, into: channel, record: record)
  }
}

/// One reading of a source. Lives as long as somebody reads; when it is released, the decoding thread ends.
final class SourceReading: Sendable {
  private let settings: ReadingSettings
  private let channel: FrameChannel
  private let record = Mutex<StatusRecord?>(nil)

  /// Describes a reading; nothing is opened yet.
  init(_ settings: ReadingSettings) {
    self.settings = settings
    channel = FrameChannel(
      capacity: settings.options.bufferedFrames,
      keepsNewest: settings.isLive || settings.options.replay != nil)
  }

  deinit { channel.close() }

  /// The next element, or nil after the last. The first call opens the source.
  func next() async throws -> SourceElement? {
    channel.expectReader()
    _ = begin()
    return try await channel.next()
  }

  /// The properties of the source, which is opened for them and stays open for its reader.
  func facts() async throws -> SourceFacts { try await begin().opened.value() }

  private func begin() -> StatusRecord {
    record.withLock { existing in
      if let existing { return existing }
      let record = settings.board.startRecord()
      existing = record
      OwnThread.start("vigil source") { [settings, channel] in
        do throws(MediaError) {
          try settings.read(into: channel, record: record)
          record.end()
          channel.finish()
        } catch {
          record.end(throwing: error)
          channel.finish(throwing: error)
        }
      }
      return record
    }
  }
}

/// A reading that was begun for the facts of a source that should be opened once, until it is read.
final class BegunReading: Sendable {
  private let reading = Mutex<SourceReading?>(nil)

  /// The reading, begun if there is none.
  func get(_ settings: ReadingSettings) -> SourceReading {
    reading.withLock { reading in
      let current = reading ?? SourceReading(settings)
      reading = current
      return current
    }
  }

  /// Hands the reading over, or ends it.
  @discardableResult
  func take() -> SourceReading? { reading.withLock { $0.take() } }
}
