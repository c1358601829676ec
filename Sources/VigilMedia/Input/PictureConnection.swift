package import VigilCore

/// An open connection to a live source: gives one picture after another until it is lost. Confined to one thread.
package protocol PictureConnection: AnyObject {
  /// The properties of the source.
  var facts: SourceFacts { get }
  /// Decodes the next picture. False at the end, whose kind is in `end`.
  func advance() -> Bool
  /// Why `advance()` gave false.
  var end: ConnectionEnd { get }
  /// Packets and pictures that were skipped because they cannot be decoded.
  var undecodable: Int { get }
  /// When the picture is shown, in seconds on the source's own clock, where it tells.
  var pictureTime: Double? { get }
  /// Tells the packets of the picture, where they are kept, when it is shown on the timeline of the source.
  func placePicture(at time: Double)
  /// The picture as an upright frame, or nil when its pixel format cannot be converted.
  func frame(index: Int, time: Double) -> Frame?
}

extension PictureConnection {
  /// Keeps no packets.
  package func placePicture(at time: Double) {}
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
  private let input: VideoInput
  private let converter: FrameConverter

  init(_ input: VideoInput) {
    self.input = input
    converter = FrameConverter(input)
  }

  /// A closure that opens one connection to an address after another, for one reading: packets of all go to one ring.
  static func opening(
    _ address: SourceAddress, options: MediaSourceOptions, clock: SourceClock
  ) -> (StopSignal) throws(MediaError) -> any PictureConnection {
    let packetFeed = options.packets.map { PacketFeed($0) }
    return { stop throws(MediaError) in
      let limit = ReadLimit(stop: stop, clock: clock)
      return VideoConnection(
        try VideoInput(address, options: options, limit: limit, packetFeed: packetFeed))
    }
  }

  var facts: SourceFacts { input.facts }
  var undecodable: Int { input.undecodable }
  var pictureTime: Double? { input.pictureTime }

  var end: ConnectionEnd {
    switch input.end {
    case .finished, .stopped: .closed
    case .brokenOff(let reason): .brokenOff(reason)
    case .silence: .silence
    case .undecodable: .undecodable
    }
  }

  func advance() -> Bool { input.advance() }
  func placePicture(at time: Double) { input.placePicture(at: time) }

  func frame(index: Int, time: Double) -> Frame? {
    converter.frame(input.picture, index: index, time: time)
  }
}
