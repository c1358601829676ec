import Foundation
import VigilCore
import VigilMedia
import VigilStationConfiguration

/// The streams of one camera: what is decoded and scored, what is copied, and the ring that is copied into.
struct CameraSource {
  /// The stream that is scored.
  let scored: MediaSource
  /// The main stream, if another one is scored.
  let copied: PacketSource?
  /// The packets to write clips from; nil if nothing may be recorded.
  let ring: PacketRing?

  /// Describes the streams; nothing is opened yet.
  ///
  /// - Throws: `MediaError` for an address that is none; `StationError` for a secret that is missing.
  init(_ settings: CameraSettings, secrets: SecretSource) throws {
    var options = MediaSourceOptions()
    options.retry = .station
    options.liveness = .live
    options.silenceLimit = settings.silence.value
    options.transport = settings.transport
    options.acceptsUnknownCertificates = settings.acceptsAnyCertificate
    options.credentials = try Self.credentials(settings, secrets)
    // A copied packet cannot be masked.
    let ring =
      settings.record == .off || !settings.privacy.isEmpty
      ? nil
      : PacketRing(
        seconds: settings.before.value + CameraSource.margin, byteLimit: Int(settings.ring.value))
    self.ring = ring
    guard let detect = settings.detect else {
      options.packets = ring
      scored = try MediaSource(settings.source, options: options)
      copied = nil
      return
    }
    scored = try MediaSource(detect, options: options)
    copied = try ring.map { try PacketSource(settings.source, options: options, ring: $0) }
  }

  /// How much longer than the pre-roll the ring reaches back, in seconds: an event is known a window's computation after it began.
  static let margin = 10.0

  private static func credentials(
    _ settings: CameraSettings, _ secrets: SecretSource
  ) throws -> SourceCredentials? {
    guard let user = settings.user else { return nil }
    do {
      return SourceCredentials(
        user: try user.revealed(by: secrets), password: try settings.password?.revealed(by: secrets) ?? "")
    } catch {
      throw StationError(.secret, "camera \(settings.name): \(error.reason)")
    }
  }
}
