import VigilCore

/// Why there is no connection to a live source.
struct ConnectionLoss {
  var reason: SourceGap.Reason
  /// For people, without secrets.
  var message: String
  /// Whether retrying soon cannot help, and may do harm.
  var isLasting = false

  /// A connection that ended.
  init(_ end: ConnectionEnd, of address: SourceAddress, silenceLimit: Double) {
    let seconds = Int(silenceLimit)
    switch end {
    case .closed: (reason, message) = (.connectionLost, "\(address.name) closed the connection")
    case .brokenOff(let cause): (reason, message) = (.connectionLost, "\(address.name) broke off: \(cause)")
    case .silence: (reason, message) = (.silence, "\(address.name) sent nothing for \(seconds) s")
    case .undecodable:
      (reason, message) = (.undecodable, "\(address.name) sent nothing decodable for \(seconds) s")
    }
  }

  /// A connection that gave the same picture for some seconds.
  init(frozenFor seconds: Double, _ address: SourceAddress) {
    reason = .frozen
    message =
      "\(address.name) has sent the same picture for \(Int(seconds)) s and is connected to anew; restart the camera if that does not help"
  }

  /// A connection that could not be opened.
  init(_ error: MediaError) {
    reason =
      switch error.code {
      case .unauthorized: .unauthorized
      case .silence: .silence
      case .undecodable, .noDecoder: .undecodable
      default: .connectionLost
      }
    message = error.message
    isLasting = error.code == .unauthorized || error.code == .noDecoder
  }
}
