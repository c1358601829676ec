import Synchronization
public import VigilCore

/// Reads the packets of a live source into a ring without decoding a picture: of a camera's main stream, while its
/// sub-stream is watched.
///
/// It has one connection at a time, reconnects for as long as it runs, and counts silence as a loss. Pictures have times on a live
/// timeline, by their stamps and their arrival, as those of a source that is decoded; `ring.origin` ties it to the
/// machine's clock. A recording stands for a camera: its pictures come at their rate, again and again if
/// `options.plays` says so.
///
/// ```swift
/// let ring = PacketRing(seconds: 10, byteLimit: 64 << 20)
/// let stream = try PacketSource("rtsp://10.0.0.7/main", ring: ring)
/// try await stream.run { report in print(report) }
/// ```
public final class PacketSource: Sendable {
  /// What happens to the connection.
  public enum Report: Sendable {
    /// Packets come; also after each loss.
    case connected(SourceFacts)
    /// The source cannot be reached, or was lost; repeated when the reason changes.
    case lost(SourceLoss)
    /// The source is back; follows `connected` after a loss.
    case gap(SourceGap)
  }

  /// Where the packets go.
  public let ring: PacketRing
  /// The name of the source in logs and results, without secrets.
  public var name: String { address.name }

  private let address: SourceAddress
  private let options: MediaSourceOptions
  private let clock: SourceClock
  private let board = LatestStatus()
  private let isRunning = Mutex(false)

  /// Describes a source. Nothing is opened yet.
  ///
  /// - Parameters:
  ///   - source: As `MediaSource` takes it.
  ///   - ring: Where the packets go; it belongs to this source alone.
  ///   - options: How it is read. A policy that gives up is replaced by `RetryPolicy.station`; `packets` is ignored.
  /// - Throws: `MediaError` with code `unsupportedSource` if the text is not a readable source.
  public convenience init(
    _ source: String, ring: PacketRing, options: MediaSourceOptions = MediaSourceOptions()
  ) throws(MediaError) {
    try self.init(source, ring: ring, options: options, clock: .machine)
  }

  /// Describes a source that runs on the caller's clock.
  package init(
    _ source: String, ring: PacketRing, options: MediaSourceOptions, clock: SourceClock
  ) throws(MediaError) {
    address = try SourceAddress(source, liveness: options.liveness, credentials: options.credentials)
    self.ring = ring
    self.clock = clock
    var options = options
    options.packets = nil
    if options.retry.initialAttempts != nil { options.retry = .station }
    self.options = options
  }

  /// The status of the latest run. Nothing is decoded, so pictures that stand still or cannot be decoded are not noticed.
  public var status: SourceStatus { board.current }

  /// Reads until the task is cancelled, or a recording was played as often as asked for. Empties the ring first.
  ///
  /// - Parameter report: Told what happens to the connection, on the thread that reads: it returns soon.
  /// - Precondition: it is not running already.
  /// - Throws: `CancellationError` when the task is cancelled; by then the connection is closed.
  public func run(_ report: @escaping @Sendable (Report) -> Void = { _ in }) async throws {
    let isFirst = isRunning.withLock { isRunning in
      defer { isRunning = true }
      return !isRunning
    }
    precondition(isFirst, "a packet source has one connection; it runs already")
    defer { isRunning.withLock { $0 = false } }
    let record = board.startRecord()
    let reading = PacketReading(address: address, options: options, clock: clock, ring: ring, report: report)
    defer { record.end() }
    try await OwnThread.runToEnd("vigil packets") { stop in reading.run(stop: stop, record: record) }
  }
}
