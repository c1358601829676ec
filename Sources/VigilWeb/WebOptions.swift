public import Foundation

/// Where and how the station's web server listens.
public struct WebOptions: Hashable, Sendable {
  /// Files of a certificate, as PEM.
  public struct Certificate: Hashable, Sendable {
    /// The certificate, followed by those between it and a known authority.
    public var chain: URL
    /// Its private key, without a password.
    public var key: URL

    /// Names the files.
    public init(chain: URL, key: URL) { (self.chain, self.key) = (chain, key) }
  }

  /// The address to listen on, as digits; `127.0.0.1` is reachable from this machine only, `0.0.0.0` and `::` from all.
  public var address = "127.0.0.1"
  /// The port; 0 takes any that is free.
  public var port = 8321
  /// Names, without a port, by which browsers may reach the station beside its addresses and `localhost`; any other name is refused.
  public var hosts: Set<String> = []
  /// Addresses of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
  public var proxies: Set<String> = []
  /// With a certificate only HTTPS is spoken.
  public var certificate: Certificate?
  /// A token with which a monitoring system reads `/metrics`, as `Authorization: Bearer TOKEN`; at least 16 characters.
  public var metricsToken: String?
  /// What a client may take up.
  public var limits = WebLimits()

  /// The usual options: this machine only.
  public init() {}

  /// Whether only this machine can reach the address.
  public var isLoopback: Bool { NetworkName(address).isLoopback }
}

/// What clients of the web server may take up. Times are in seconds.
public struct WebLimits: Hashable, Sendable {
  /// Connections at once; beyond it the one that has been idle longest is closed, or a new one if all are busy.
  public var connections = 256
  /// A connection on which nothing is asked, or a request's head does not come to its end, is closed after this.
  public var idle = 30.0
  /// The time within which a request's body has to be sent.
  public var request = 10.0
  /// The time within which a client has to take each piece of an answer.
  public var write = 20.0
  /// The size of a request's body in bytes.
  public var body = 16_384
  /// The size of a request's head in bytes.
  public var head = 16_384
  /// Streams of updates at once.
  public var streams = 64
  /// Streams of updates at once, of one user or address.
  public var streamsEach = 8
  /// Live streams at once; each may have many cameras.
  public var liveStreams = 32
  /// Live streams at once, of one user or address.
  public var liveStreamsEach = 8
  /// What may wait for a slow client of a live stream; beyond it pictures are dropped and counted.
  package var live = LiveQueue.Limits()
  /// Files being sent at once.
  public var downloads = 32
  /// Updates that wait for a slow client; beyond it the oldest are dropped and counted.
  public var waitingUpdates = 256
  /// The time between signs of life in a stream of updates, at which its session is checked again.
  public var beat = 15.0
  /// How long a user stays signed in.
  public var session = 7 * 86_400.0

  /// The usual limits.
  public init() {}
}
