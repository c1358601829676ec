public import Foundation
import Synchronization

/// The newest packets of one source, kept in memory so that a clip can begin before it is known to be wanted.
///
/// ```swift
/// var options = MediaSourceOptions()
/// options.packets = PacketRing(seconds: 10, byteLimit: 64 << 20)
/// let camera = try MediaSource("rtsp://10.0.0.7/stream", options: options)
/// ```
///
/// It keeps whole groups of pictures, each from one that can be decoded by itself up to the next: at least the
/// last `seconds`, and the group that these begin in, as long as that fits into `byteLimit`. What it takes grows
/// with the stream up to that limit and never beyond; `status` tells how far back it reaches. A group that alone
/// exceeds the limit is kept from its start up to the limit, and its rest is refused.
///
/// Packets are put in as the source is read and before they are decoded. Any thread may ask for them.
public final class PacketRing: Sendable {
  /// How far back it is to reach, in seconds.
  public let seconds: Double
  /// The most that it may hold, in bytes.
  public let byteLimit: Int

  private let date: @Sendable () -> Date
  private let store: Mutex<PacketStore>

  /// Makes an empty ring.
  ///
  /// - Parameters:
  ///   - seconds: How far back it is to reach; the longest pre-roll of a clip.
  ///   - byteLimit: The most that it may hold. A stream of 8 Mbit/s takes 1 MB a second.
  public convenience init(seconds: Double, byteLimit: Int) {
    self.init(seconds: seconds, byteLimit: byteLimit, date: { Date() })
  }

  /// Makes an empty ring that asks a calendar of the caller's.
  package init(seconds: Double, byteLimit: Int, date: @escaping @Sendable () -> Date) {
    precondition(seconds >= 0 && byteLimit >= 0, "a ring cannot hold less than nothing")
    self.seconds = seconds
    self.byteLimit = byteLimit
    self.date = date
    store = Mutex(PacketStore(seconds: seconds, byteLimit: byteLimit))
  }

  /// What it holds now, and what it could not hold.
  public var status: Status { store.withLock { $0.status } }

  /// When the timeline of the reading was at zero, in monotonic seconds on `Clocks.now`; nil until the first picture is
  /// placed, and for a recording that does not come as from a camera.
  ///
  /// Two readings of one camera, such as of its main and its sub-stream, have timelines of their own; a moment of one is
  /// `time + one.origin - other.origin` on the other.
  public var origin: Double? { store.withLock { $0.origin } }

  /// The packets from which pictures of a time can be decoded, oldest first.
  ///
  /// - Parameters:
  ///   - start: The first moment that is wanted, on the timeline of the reading, in seconds. The first picture is the
  ///     last one at or before it that can be decoded by itself, or the oldest there is.
  ///   - end: The last moment that is wanted. Groups of pictures are not cut, so more may come.
  /// - Returns: a stretch for each run of packets with nothing missing and the same parameters.
  public func packets(from start: Double, to end: Double) -> [PacketStretch] {
    store.withLock { $0.packets(from: start, to: end) }
  }

  /// Counts the readings of its source; each begins with an empty ring and with time anew.
  package var reading: Int { store.withLock { $0.reading } }

  /// The pictures after a packet, and the sound of their time, as far as it is settled when they are shown.
  ///
  /// - Parameter number: The last packet that is known; nil for all there are.
  package func packets(after number: Int?) -> PacketTail {
    store.withLock { $0.packets(after: number) }
  }

  /// Keeps what is shown from a time on, on the timeline of the reading, however old it is, as far as there is room: pictures that are not
  /// scored yet may turn out to belong to an event.
  ///
  /// Until this is called for a reading nothing is older than `seconds`, and the group that these begin in.
  package func hold(from time: Double) { store.withLock { $0.needed = time } }

  // MARK: Filling it, on the thread that reads the source

  /// Begins anew, empty; packets of earlier readings are refused from now on.
  ///
  /// - Returns: the number of the reading.
  package func beginReading() -> Int { store.withLock { $0.beginReading() } }

  /// Begins a stretch of packets; the first to be kept is a picture that can be decoded by itself.
  ///
  /// - Parameter isNewConnection: Whether stamps begin anew.
  package func beginStretch(_ streams: PacketStreams, isNewConnection: Bool, reading: Int) {
    store.withLock {
      guard $0.reading == reading else { return }
      $0.beginStretch(streams, isNewConnection: isNewConnection)
    }
  }

  /// Says why nothing is kept.
  package func refuseStream(_ reason: String, reading: Int) {
    store.withLock {
      guard $0.reading == reading else { return }
      $0.refuseStream(reason)
    }
  }

  /// Adds a packet, if there is room.
  ///
  /// - Returns: its number.
  @discardableResult
  package func append(
    _ kind: MediaPacket.Kind, bytes: [UInt8], isKey: Bool, stamp: Double?, stampIsGuessed: Bool = false,
    reading: Int
  ) -> Int {
    let packet = MediaPacket(
      kind: kind, bytes: bytes, isKey: isKey, stamp: stamp, stampIsGuessed: stampIsGuessed, date: date())
    return store.withLock { $0.reading == reading ? $0.append(packet) : -1 }
  }

  /// Ties the timeline of a reading to the machine's monotonic clock, the first time that it is called, in seconds.
  package func tieOrigin(to origin: Double, reading: Int) {
    store.withLock {
      if $0.reading == reading, $0.origin == nil { $0.origin = origin }
    }
  }

  /// Says when the picture of a packet is shown.
  ///
  /// - Parameter arrival: When it arrived on the machine's monotonic clock, in seconds; the first one's ties the timeline
  ///   to that clock.
  package func place(_ number: Int, at time: Double, arrival: Double? = nil, reading: Int) {
    store.withLock {
      guard $0.reading == reading else { return }
      if let arrival, $0.origin == nil { $0.origin = arrival - time }
      $0.place(number, at: time)
    }
  }
}

extension PacketRing {
  /// What a ring holds at one moment, and what it could not hold since it was made.
  public struct Status: Hashable, Sendable {
    /// What it holds, in bytes: the packets' data and 160 for each packet. Never more than its limit.
    public var bytes = 0
    /// How many packets it holds.
    public var packets = 0
    /// The time of the oldest picture, which can be decoded by itself; how far back it reaches.
    public var start: Double?
    /// The time of the newest picture that was decoded.
    public var end: Double?
    /// When the packet of the oldest picture arrived.
    public var startDate: Date?
    /// Packets that left because newer ones came, as they should.
    public var evictedPackets = 0
    /// Groups of pictures that left for want of room, before they were older than `seconds`.
    public var groupsEvictedEarly = 0
    /// Groups of pictures that alone exceeded the limit and were cut.
    public var groupsCut = 0
    /// Packets that were refused: the rest of cut groups, and those before the first picture that can be decoded.
    public var refusedPackets = 0
    /// What the packets that were refused held, in bytes.
    public var refusedBytes = 0
    /// Why no packet is kept, where the source's codec is one that clips cannot hold.
    public var refusal: String?
  }
}
