public import Foundation

/// One compressed picture, or a little compressed sound, as a source sent it.
public struct MediaPacket: Sendable {
  /// What is in a packet.
  public enum Kind: Hashable, Sendable { case video, sound }

  /// What is in it.
  public var kind: Kind
  /// Counts the packets of a ring in the order of their arrival, which for pictures is that of decoding.
  public internal(set) var number = 0
  /// The compressed data.
  public var bytes: [UInt8]
  /// Whether decoding can begin here; true of all sound.
  public var isKey: Bool
  /// The presentation time on the source's own clock, in seconds, where the source tells one.
  public var stamp: Double?
  /// Whether `stamp` is guessed from the time of decoding, for the source tells no other.
  var stampIsGuessed = false
  /// The presentation time on the timeline of the reading, as `Frame.time`, in seconds.
  ///
  /// Estimated from `stamp` until the picture is decoded, which takes a few packets where pictures are reordered;
  /// nil as long as there is nothing to estimate it from.
  public internal(set) var time: Double?
  /// When the packet arrived, by the machine's calendar.
  public var date: Date

  package init(kind: Kind, bytes: [UInt8], isKey: Bool, stamp: Double?, stampIsGuessed: Bool, date: Date) {
    self.kind = kind
    self.bytes = bytes
    self.isKey = isKey
    self.stamp = stamp
    self.stampIsGuessed = stampIsGuessed
    self.date = date
  }

  /// What the packet counts against the limit of a ring: its data, and what keeps it.
  var cost: Int { bytes.count + 160 }
}

/// The streams that packets belong to, which stay the same over a stretch of packets.
public struct PacketStreams: Hashable, Sendable {
  /// The pictures.
  public var video: StreamParameters
  /// The sound, where there is one that an MP4 file can hold.
  public var sound: StreamParameters?
  /// FFmpeg's name of the codec of sound that is left out, for an MP4 file cannot hold it.
  public var droppedSound: String?

  /// Makes a description.
  public init(video: StreamParameters, sound: StreamParameters? = nil, droppedSound: String? = nil) {
    self.video = video
    self.sound = sound
    self.droppedSound = droppedSound
  }

  /// Whether packets of both can stand in one file.
  func fits(_ other: PacketStreams) -> Bool {
    guard video.fits(other.video) else { return false }
    guard let sound, let otherSound = other.sound else { return sound == nil && other.sound == nil }
    return sound.fits(otherSound)
  }
}

/// Successive packets of one connection with the same parameters, nothing missing between them.
public struct PacketStretch: Sendable {
  /// What the packets are of.
  public var streams: PacketStreams
  /// The pictures in the order of decoding, beginning with one that can be decoded by itself.
  public var video: [MediaPacket]
  /// The sound of the same time.
  public var sound: [MediaPacket]
}
