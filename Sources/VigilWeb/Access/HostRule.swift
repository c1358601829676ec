/// By which names the station may be reached.
///
/// A page of another site can make a browser send requests to the station by letting its own name point here (DNS rebinding). The name it
/// used stands in `Host`. An address in digits cannot be pointed elsewhere.
struct HostRule: Sendable {
  private let isLoopback: Bool
  private let names: Set<NetworkName>

  init(_ options: WebOptions) {
    isLoopback = options.isLoopback
    names = Set(options.hosts.map { NetworkName($0) })
  }

  /// Whether a request for this authority is answered.
  func allows(_ authority: String) -> Bool {
    guard let (host, _) = NetworkName.divide(authority) else { return false }
    return host.isLoopback || names.contains(host) || !isLoopback && host.isAddress
  }
}
