import Foundation
import VigilCore
package import VigilMedia
import VigilStationConfiguration

/// The streams of one camera: what is decoded and scored, what is copied, and the ring that is copied into.
package struct CameraSource {
  /// The stream that is scored.
  let scored: MediaSource
  /// The main stream, if another one is scored.
  let copied: PacketSource?
  /// The packets to write clips from; nil if nothing may be recorded.
  package let ring: PacketRing?
  /// What is shown live.
  let live: LiveCamera.Content

  /// Describes the streams, whose pictures have dates of a clock; nothing is opened yet.
  ///
  /// - Parameter clocks: Date the packets.
  /// - Throws: `MediaError` for an address that is none.
  init(_ settings: CameraSettings, clocks: Clocks) throws {
    let clock = SourceClock(clocks)
    var options = MediaSourceOptions()
    options.retry = .station
    options.liveness = .live
    options.silenceLimit = settings.silence.value
    options.frozenLimit = settings.frozen.value
    options.transport = RTSPTransport(settings.transport)
    options.acceptsUnknownCertificates = settings.acceptsAnyCertificate
    options.credentials = settings.user.map {
      SourceCredentials(user: $0.revealed, password: settings.password?.revealed ?? "")
    }
    // A copied packet cannot be masked.
    let ring =
      settings.record == .off || !settings.privacy.isEmpty
      ? nil
      : PacketRing(
        seconds: settings.before.value + CameraSource.margin
          + (settings.detect == nil ? 0 : StreamOffset.largestDifference + StreamOffset.errorOfArrival),
        byteLimit: settings.ring.value, date: clocks.date)
    self.ring = ring
    if let ring {
      live = .packets(ring)
    } else if settings.privacy.isEmpty {
      // What is not recorded can be shown all the same, from the newest key frame on.
      let newest = PacketRing(seconds: 0, byteLimit: settings.ring.value, date: clocks.date)
      live = .packets(newest)
      options.packets = newest
    } else {
      live = .pictures("parts of its picture are masked")
    }
    guard let detect = settings.detect else {
      options.packets = ring ?? options.packets
      scored = try MediaSource(settings.source.text, options: options, clock: clock)
      copied = nil
      return
    }
    scored = try MediaSource(detect.text, options: options, clock: clock)
    copied = try ring.map { try PacketSource(settings.source.text, ring: $0, options: options, clock: clock) }
  }

  /// What is added to a time of the scored stream for that of the ring; nil until the ring has a picture.
  ///
  /// - Parameter origin: When the timeline of the scored stream began, in monotonic seconds.
  func offset(origin: Double?) -> StreamOffset? {
    guard let copied else { return StreamOffset.none }
    guard let origin, let copiedOrigin = copied.ring.origin else { return nil }
    let (scoredReport, copiedReport) = (scored.status.cameraOrigin, copied.status.cameraOrigin)
    let reports = scoredReport.flatMap { scored in copiedReport.map { scored - $0 } }
    return StreamOffset(arrival: origin - copiedOrigin, reports: reports)
  }

  /// How much longer than the pre-roll the ring reaches back, in seconds: an event is known a window's computation after it began.
  static let margin = 10.0
}

extension RTSPTransport {
  fileprivate init(_ transport: CameraSettings.Transport) {
    self =
      switch transport {
      case .automatic: .automatic
      case .tcp: .tcp
      case .udp: .udp
      case .multicast: .multicast
      }
  }
}
