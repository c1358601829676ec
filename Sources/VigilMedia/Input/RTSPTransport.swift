/// How the packets of an RTSP source are carried.
///
/// An encrypted source (rtsps) is always read over its own connection: packets over UDP would not be encrypted.
public enum RTSPTransport: String, Hashable, Sendable, CaseIterable {
  /// Over TCP; over UDP, and then to a multicast group, from a source that refuses TCP.
  case automatic = "auto"
  /// Over the RTSP connection itself: passes firewalls, and nothing is lost.
  case tcp
  /// In datagrams to this machine; over TCP if the source refuses UDP, or nothing arrives for some seconds.
  case udp
  /// In datagrams to a group of machines, which the camera sends only once; over TCP if the source refuses that, or nothing arrives.
  case multicast

  /// What is tried, in order.
  func attempts(isEncrypted: Bool) -> [RTSPTransport] {
    if isEncrypted { return [.tcp] }
    return switch self {
    case .automatic: [.tcp, .udp, .multicast]
    case .tcp: [.tcp]
    case .udp: [.udp, .tcp]
    case .multicast: [.multicast, .tcp]
    }
  }

  /// Whether another transport may help after an error.
  func mayFallBack(after error: MediaError) -> Bool {
    // Whatever is wrong with datagrams, such as a missing route, need not be with the connection.
    error.code == .unsupportedTransport || self != .tcp && error.code != .unauthorized
  }

  /// FFmpeg's name.
  var setting: String { self == .multicast ? "udp_multicast" : self == .udp ? "udp" : "tcp" }

  /// How long to wait for the first datagram, in seconds.
  static let datagramLimit = 4.0
}

extension RTSPTransport {
  /// Opens a source by `open`; an RTSP source over one transport after another, which the options then name.
  static func open<Source>(
    _ address: SourceAddress, options: MediaSourceOptions, limit: ReadLimit,
    by open: (MediaSourceOptions) throws(MediaError) -> Source
  ) throws(MediaError) -> Source {
    guard address.kind == .rtsp else { return try open(options) }
    var failure: MediaError?
    var options = options
    for transport in options.transport.attempts(isEncrypted: address.scheme == "rtsps") {
      options.transport = transport
      do throws(MediaError) {
        return try open(options)
      } catch {
        guard !limit.stop.isStopped, transport.mayFallBack(after: error) else { throw error }
        // That the last way is not offered says less than what was wrong with another one.
        if failure == nil || error.code != .unsupportedTransport { failure = error }
      }
    }
    throw failure ?? MediaError(.unsupportedTransport, "\(address.name) cannot be read over any transport")
  }
}

extension VideoInput {
  /// Opens a source; an RTSP source over one transport after another.
  static func open(
    _ address: SourceAddress, options: MediaSourceOptions, limit: ReadLimit, packetFeed: PacketFeed? = nil
  ) throws(MediaError) -> VideoInput {
    try RTSPTransport.open(address, options: options, limit: limit) { (options) throws(MediaError) in
      try VideoInput(address, options: options, limit: limit, packetFeed: packetFeed)
    }
  }
}
