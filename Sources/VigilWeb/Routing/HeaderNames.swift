import HTTPTypes

extension HTTPField.Name {
  /// The name under which the station is asked. The first one is the request's authority.
  static let host = named("Host")
  /// Tells where a request comes from.
  static let secFetchSite = named("Sec-Fetch-Site")
  /// The addresses for which proxies sent a request on.
  static let forwardedFor = named("X-Forwarded-For")
  /// The scheme by which a proxy was asked.
  static let forwardedProto = named("X-Forwarded-Proto")
  /// The same as both, by a standard.
  static let forwarded = named("Forwarded")
  /// What proxies add to what they send on, each some of it.
  static let ofProxies =
    [forwardedFor, forwardedProto, forwarded] + ["Via", "X-Real-IP", "X-Forwarded-Host"].map(named)
  /// What is told of a page to where its links lead.
  static let referrerPolicy = named("Referrer-Policy")
  /// Whether a page may be shown within another.
  static let frameOptions = named("X-Frame-Options")
  /// Which sites may show what is answered.
  static let resourcePolicy = named("Cross-Origin-Resource-Policy")
  /// Which sites share a browser's process.
  static let openerPolicy = named("Cross-Origin-Opener-Policy")
  /// Whether a proxy may wait before it sends on.
  static let proxyBuffering = named("X-Accel-Buffering")

  private static func named(_ name: StaticString) -> Self {
    guard let name = Self(name.description) else { preconditionFailure("\(name) is no name of a header") }
    return name
  }
}
