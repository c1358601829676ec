import CFFmpeg
import Foundation
import VigilCore

extension Demuxer {
  /// Reports a problem with a path before FFmpeg reports it less clearly.
  static func checkFile(_ address: SourceAddress) throws(MediaError) {
    guard let path = address.path else { return }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      if let obstacle = FolderNames.obstacle(path) {
        throw MediaError(.notFound, "cannot look at \(address.name): \(obstacle); check its permissions")
      }
      throw MediaError(
        .notFound,
        address.kind == .camera
          ? "there is no camera \(address.name); plug it in, or list cameras with vigil doctor"
          : "there is no file \(address.name)"
            + (isSlip(address.name) ? "; the address of a stream begins with rtsp:// or http://" : ""))
    }
    guard !isFolder.boolValue else {
      throw MediaError(
        .unsupportedSource,
        "\(address.name) is a folder without numbered pictures; give one video file, or the folder of the frames of one"
      )
    }
  }

  /// Whether a name was probably meant as an address.
  private static func isSlip(_ name: String) -> Bool {
    name.hasPrefix("***@") || name.prefixMatch(of: /(?i)(rtsps?|https?):/) != nil
  }

  /// Why a source could not be opened.
  static func openingError(
    _ status: Int32, log: String?, address: SourceAddress, limit: ReadLimit
  ) -> MediaError {
    let (name, log) = (address.name, log.map(address.hidingSecrets))
    let reason = reason(status, log: log)
    if limit.isPassed {
      return MediaError(
        .connectionFailed,
        ["udp", "rtp"].contains(address.scheme)
          ? "nothing arrives at \(name) that can be read; check the sender, the port and the firewall"
          : "\(name) does not answer; check the address and the network")
    }
    if let log, log.lowercased().contains("certificate") {
      return MediaError(
        .untrusted,
        "the certificate of \(name) is not trusted; if it is the camera's own, accept it with --any-certificate (\(log))"
      )
    }
    switch status {
    case vigil_error_no_protocol where address.kind == .rtsp:
      return MediaError(
        .unsupportedTransport,
        "\(name) does not send over the transport that was asked for; leave out --transport")
    case vigil_error_unauthorized, vigil_error_forbidden:
      return MediaError(
        .unauthorized,
        "\(name) refuses the user or password; give them as \(address.scheme ?? "rtsp")://user:password@host/path, or with --credentials"
      )
    case vigil_error_not_allowed:
      return MediaError(.notFound, "\(name) may not be read; check its permissions")
    case vigil_error_busy:
      return MediaError(.connectionFailed, "\(name) is in use by another program; close that first")
    default: break
    }
    switch address.kind {
    case .stream where log?.contains("SDP") == true:
      return MediaError(
        .unsupportedSource,
        "\(name) has RTP packets that only a description outside the stream explains; send an MPEG transport stream over RTP (ffmpeg -f rtp_mpegts), or give an rtsp address"
      )
    case .rtsp, .http, .stream, .camera:
      return MediaError(.connectionFailed, "cannot open \(name): \(reason)")
    case .file: return MediaError(.unreadable, "\(name) is not a readable video: \(reason)")
    case .synthetic: return MediaError(.unsupportedSource, "\(name) is not a known test picture: \(reason)")
    }
  }

  /// What is wrong with a source of which no datagram arrives.
  static func silenceOverUDP(_ address: SourceAddress) -> MediaError {
    MediaError(
      .silence,
      "nothing arrives from \(address.name) over UDP; let its packets through the firewall, or try --transport tcp"
    )
  }

  /// FFmpeg's description of an error, with the line that it logged about it.
  static func reason(_ status: Int32, log: String?) -> String {
    let explanation = FFmpegLibrary.explanation(of: status)
    guard let log, !log.contains(explanation) else { return log ?? explanation }
    return "\(explanation) (\(log))"
  }
}
