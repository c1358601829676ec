import Synchronization
public import VigilCore

/// The status of reading a source, at one moment.
public struct SourceStatus: Hashable, Sendable {
  /// The state of the connection to the source.
  public enum Connection: Hashable, Sendable {
    /// Nobody is reading.
    case idle
    /// The source is being opened for the first time.
    case connecting
    /// Frames are arriving.
    case connected
    /// A live source was lost and is being retried; the text says why, without secrets.
    case lost(String)
    /// The source ended, failed or was abandoned.
    case ended
  }

  /// The state of the connection.
  public var connection = Connection.idle
  /// The properties of the source, once it was open.
  public var facts: SourceFacts?
  /// Frames of a live source that were dropped because nobody read them in time.
  public var droppedFrames = 0
  /// Frames of a live source that were skipped before decoding, which could not keep up.
  public var lateFrames = 0
  /// How many times skipping late frames was worth a message: when it begins, and at most once a minute while it goes on.
  public var lateReports = 0
  /// For how long the pictures of a live source have been the same, byte by byte, in seconds: a camera that froze goes on sending.
  public var unchangedSeconds = 0.0
  /// Packets or pictures that could not be decoded and were skipped.
  public var undecodableFrames = 0
  /// Places where data of a recorded source was damaged or missing.
  public var damagedPlaces = 0
  /// Places where the time stamps of a recorded source were not believed: a stamp far from its neighbours, or a jump of all.
  public var correctedStamps = 0
  /// Numbers without a picture in a sequence of pictures.
  public var missingPictures = 0
  /// Whether a recorded source ended earlier than its container claimed.
  public var isTruncated = false
  /// How many times a live source was reconnected.
  public var reconnections = 0
  /// When the timeline of the frames was at zero on the clock of the camera, in seconds since 1970 if that clock is right: by the
  /// sender reports (RTCP) of this connection; nil if it has sent none.
  ///
  /// Two streams of one camera that tell it can be compared to the frame, whatever the delay of each.
  public var cameraOrigin: Double?

  /// The status of a source that nobody has read.
  public init() {}

  /// What was wrong with the source.
  public var faults: SourceFaults {
    var faults = SourceFaults()
    (faults.isTruncated, faults.undecodable) = (isTruncated, undecodableFrames)
    (faults.damagedPlaces, faults.correctedStamps) = (damagedPlaces, correctedStamps)
    faults.missingPictures = missingPictures
    return faults
  }
}

/// The status that a reading thread writes and anyone may read.
final class StatusRecord: Sendable {
  private let status = Mutex(SourceStatus())
  private let isOpened = Atomic(false)
  /// The facts, as soon as the source is open, or why it cannot be opened.
  let opened = SharedResult<SourceFacts>()

  /// The status now.
  var current: SourceStatus { status.withLock { $0 } }

  /// Changes the status.
  func update(_ change: (inout sending SourceStatus) -> Void) {
    status.withLock { change(&$0) }
    if !isOpened.load(ordering: .relaxed), let facts = current.facts { finish(.success(facts)) }
  }

  /// Notes that the reading is over.
  func end(throwing error: MediaError? = nil) {
    update { $0.connection = .ended }
    if let error { finish(.failure(error)) } else { finish(.failure(CancellationError())) }
  }

  private func finish(_ result: Result<SourceFacts, any Error>) {
    if !isOpened.exchange(true, ordering: .relaxed) { opened.finish(result) }
  }
}

/// The status of the newest reading of a source; older ones, which may still be ending, are hidden.
final class LatestStatus: Sendable {
  private let newest = Mutex(StatusRecord())
  private let earlierLiveness = Mutex<Bool?>(nil)

  /// The status of the newest reading.
  var current: SourceStatus { newest.withLock { $0 }.current }
  /// Whether the source said that it is live, in this reading or, before it is open, in an earlier one; nil before all.
  var isLive: Bool? { current.facts?.isLive ?? earlierLiveness.withLock { $0 } }

  /// Starts a record for a new reading.
  func startRecord() -> StatusRecord {
    let known = isLive
    earlierLiveness.withLock { $0 = known }
    let record = StatusRecord()
    record.update { $0.connection = .connecting }
    newest.withLock { $0 = record }
    return record
  }
}
