package import VigilCore

/// An open connection to a live source: gives one picture after another until it is lost. Confined to one thread.
package protocol PictureConnection: AnyObject {
  /// The properties of the source.
  var facts: SourceFacts { get }
  /// Decodes the next picture. False at the end, whose kind is in `end`.
  func advance() -> Bool
  /// Passes over pictures without decoding them, until one that decoding can begin with, which `advance()` then decodes; called
  /// again, it passes over that one too. Nil at the end of the connection, whose kind is in `end`.
  func skipToKeyFrame() -> SkippedPictures?
  /// Why `advance()` gave false.
  var end: ConnectionEnd { get }
  /// Packets and pictures that were skipped because they cannot be decoded.
  var undecodable: Int { get }
  /// How long it has waited for data since it was opened, in seconds.
  var waited: Double { get }
  /// How late the first picture is because opening took its time, in seconds; asked when it is decoded.
  var backlog: Double { get }
  /// When the picture is shown, in seconds on the source's own clock, where it tells.
  var pictureTime: Double? { get }
  /// What `pictureTime` is short of the camera's own clock, in seconds since 1970, where the camera tells.
  var cameraClock: Double? { get }
  /// Tells the packets of the picture, where they are kept, when it is shown on the timeline of the source, and when it
  /// arrived on the machine's monotonic clock.
  func placePicture(at time: Double, arrival: Double)
  /// The picture as an upright frame, or nil when its pixel format cannot be converted.
  func frame(index: Int, time: Double) -> Frame?
}

extension PictureConnection {
  /// Tells nothing of a clock.
  package var cameraClock: Double? { nil }
  /// Keeps no packets.
  package func placePicture(at time: Double, arrival: Double) {}
}

/// What was passed over up to a key frame.
package struct SkippedPictures: Hashable, Sendable {
  /// How many pictures.
  package var count: Int
  /// When the key frame is shown, in seconds on the source's own clock, where it tells.
  package var keyStamp: Double?

  package init(count: Int, keyStamp: Double?) {
    self.count = count
    self.keyStamp = keyStamp
  }
}

/// Why a connection ended.
package enum ConnectionEnd: Hashable, Sendable {
  /// The source closed it.
  case closed
  /// It broke off, for the given reason.
  case brokenOff(String)
  /// No data arrived for too long.
  case silence
  /// Data arrived, but no picture could be decoded for too long.
  case undecodable
}

/// Opens a connection; gives up when `stop` is set.
package typealias OpenConnection = @Sendable (_ stop: StopSignal) throws(MediaError) -> any PictureConnection

/// A connection through FFmpeg.
final class VideoConnection: PictureConnection {
  /// What is read.
  let input: VideoInput
  private let converter: FrameConverter

  init(_ input: VideoInput, passesJPEGs: Bool) {
    self.input = input
    converter = FrameConverter(input, passesJPEGs: passesJPEGs)
  }

  /// A closure that opens one connection to an address after another, for one reading: packets of all go to one ring.
  static func opening(
    _ address: SourceAddress, options: MediaSourceOptions, clock: SourceClock, packetFeed: PacketFeed?
  ) -> (StopSignal) throws(MediaError) -> any PictureConnection {
    { stop throws(MediaError) in
      let limit = ReadLimit(stop: stop, clock: clock)
      return VideoConnection(
        try VideoInput.open(address, options: options, limit: limit, packetFeed: packetFeed),
        passesJPEGs: options.passesJPEGs)
    }
  }

  var facts: SourceFacts { input.facts }
  var undecodable: Int { input.undecodable }
  var waited: Double { input.waited }
  var backlog: Double { input.backlog }
  var pictureTime: Double? { input.pictureTime }
  var cameraClock: Double? { input.cameraClock }

  var end: ConnectionEnd { input.connectionEnd }

  func advance() -> Bool { input.advance() }
  func skipToKeyFrame() -> SkippedPictures? { input.skipToKeyFrame() }
  func placePicture(at time: Double, arrival: Double) {
    input.placePicture(at: time, arrival: arrival)
  }

  func frame(index: Int, time: Double) -> Frame? {
    converter.frame(input.picture, index: index, time: time)
  }
}
