import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
public import VigilCore
public import VigilHashing
public import VigilStore

/// The station over HTTP.
///
///     let server = try WebServer(station, store: store, options: options, log: log)
///     try await server.run(stop: stop)
///
/// It is bound to this machine unless told otherwise, and beyond it only where users have passwords. No request can change a file, a
/// source, a path or a command.
public final class WebServer: Sendable {
  /// Where the station tells what has changed.
  public let updates: UpdateFeed
  /// Who may sign in.
  let users: StationUsers

  private let options: WebOptions
  private let clocks: Clocks
  let log: Logger
  private let counts: WebCounts
  private let connections: ConnectionTable
  private let responder: RouteTable.Responder
  /// All routes, each with the right that it asks for.
  package let routes: [RouteTable.Route]
  private let certificate: TLSConfiguration?
  /// What the web server counts itself, as `/metrics` tells it.
  package var metrics: [MetricFamily] { counts.families }

  /// Prepares a server.
  ///
  /// - Parameters:
  ///   - station: What runs.
  ///   - store: Its database, which writes.
  ///   - options: Where to listen.
  ///   - updates: Where the station tells what has changed.
  ///   - clocks: The clocks.
  ///   - passwordCost: What passwords are to be stored with.
  ///   - log: Receives what happens; never a token, a password or a cookie.
  /// - Throws: `WebError`: `passwordMissing` where other machines could reach a station without users; `StoreError`.
  public init(
    _ station: any WatchedStation, store: StationStore, options: WebOptions = WebOptions(),
    updates: UpdateFeed = UpdateFeed(), clocks: Clocks = .machine,
    passwordCost: PasswordHash.Parameters = .usual, log: Logger
  ) throws {
    (self.options, self.updates, self.clocks, self.log) = (options, updates, clocks, log)
    users = try store.users
    guard try options.isLoopback || !users.isEmpty else {
      throw WebError(
        .passwordMissing,
        "other machines can reach \(options.address), and the station has no users; add one with \"vigil users add\", or listen on 127.0.0.1"
      )
    }
    if let token = options.metricsToken, token.utf8.count < 16 {
      throw WebError(.tokenUnusable, "the token for metrics has at least 16 characters")
    }
    certificate = try options.certificate.map { try Self.read($0) }
    counts = WebCounts(limits: options.limits)
    let pool = DiskThreads()
    let shared = Shared(station: station, store: store, pool: pool, counts: counts)
    let doorkeeper = Doorkeeper(users: users, options: options, clocks: clocks, pool: pool)
    let signIn = SignIn(
      users: users, clocks: clocks, lifetime: options.limits.session, pool: pool, cost: passwordCost)
    let entrance = Entrance(options: options, doorkeeper: doorkeeper, shared: shared)
    connections = ConnectionTable(limit: options.limits.connections)
    let table = StationRoutes(
      shared: shared, doorkeeper: doorkeeper, entrance: entrance,
      media: MediaAnswer(
        folder: MediaFolder(folder: store.folder), pool: pool, places: counts.downloads),
      cases: CaseAnswer(folder: store.folder, pool: pool, places: counts.downloads, clocks: clocks),
      streams: UpdateStreams(feed: updates, doorkeeper: doorkeeper, counts: counts, limits: options.limits),
      live: LiveStreams(
        feed: updates, doorkeeper: doorkeeper, counts: counts, limits: options.limits, clocks: clocks),
      signIn: signIn, clocks: clocks
    ).table()
    (routes, responder) = (table.routes, table.responder())
  }

  /// Answers requests until `stop` is requested; then ends streams, lets answers that are under way go out, and returns.
  ///
  /// - Parameters:
  ///   - stop: Ends it.
  ///   - onListening: Called with the port once requests are answered.
  /// - Throws: `WebError`: `addressUnusable` where the address or the port cannot be taken.
  public func run(stop: StopRequest, onListening: @escaping @Sendable (Int) -> Void = { _ in }) async throws {
    var configuration = try ServiceGroupConfiguration(services: [application(onListening)], logger: quietLog)
    // A client that takes its time must not hold up the end of a station.
    configuration.maximumGracefulShutdownDuration = .seconds(5)
    let group = ServiceGroup(configuration: configuration)
    let beats = Task { [updates, limits = options.limits] in
      while true {
        try await Task.sleep(for: .seconds(limits.beat))
        updates.beat()
      }
    }
    defer { beats.cancel() }
    do {
      try await stop.watch(onRequest: { [updates] in
        updates.end()
        Task { await group.triggerGracefulShutdown() }
      }) { try await group.run() }
    } catch let error as IOError {
      throw WebError(
        .addressUnusable,
        "cannot listen on \(options.address), port \(options.port): \(String(cString: strerror(error.errnoCode)))"
      )
    } catch let error as SocketAddressError {
      throw WebError(.addressUnusable, "\(options.address) is no address of this machine: \(error)")
    } catch  where stop.isRequested {
      // What did not end in time was ended.
      log.warning("the web server ended before all answers were sent")
    }
  }

  /// What the parts beneath tell is of no use to a user.
  private var quietLog: Logger {
    var log = log
    log.logLevel = max(log.logLevel, .warning)
    return log
  }

  private func application(_ onListening: @escaping @Sendable (Int) -> Void) throws -> some Service {
    let limits = options.limits
    var channel = HTTP1Channel.Configuration(
      additionalChannelHandlers: [
        ConnectionGuard(limits: limits, table: self.connections, counts: self.counts)
      ],
      idleTimeout: nil)
    channel.httpDecoder = HTTP1Channel.Configuration.DecoderConfiguration(
      maxHeaderFieldSize: limits.head, maxHeaderListSize: limits.head, maxHeaderFieldCount: 64)
    var server = HTTPServerBuilder.http1(configuration: channel)
    if let certificate { server = try .tls(server, tlsConfiguration: certificate) }
    let (address, scheme) = (options.address, certificate == nil ? "http" : "https")
    return Application(
      responder: responder, server: server,
      configuration: ApplicationConfiguration(address: .hostname(address, port: options.port)),
      onServerRunning: { [log] channel in
        try? await Self.keepAlive(channel, log)
        let port = channel.localAddress?.port ?? 0
        log.notice("listening", metadata: ["address": "\(scheme)://\(address):\(port)"])
        onListening(port)
      }, logger: quietLog)
  }

  /// Lets it live on when connections cannot be accepted.
  private static func keepAlive(_ channel: any Channel, _ log: Logger) async throws {
    try await channel.eventLoop.submit {
      let pause = AcceptPause { log.warning("a connection cannot be accepted", metadata: ["why": "\($0)"]) }
      try channel.pipeline.syncOperations.addHandler(pause, position: .first)
    }.get()
  }

  private static func read(_ files: WebOptions.Certificate) throws(WebError) -> TLSConfiguration {
    func unusable(_ file: URL, _ error: any Error) -> WebError {
      WebError(.certificateUnusable, "\(file.path) cannot be used; it has to be PEM, and readable: \(error)")
    }
    let chain: [NIOSSLCertificate]
    do { chain = try NIOSSLCertificate.fromPEMFile(files.chain.path) } catch {
      throw unusable(files.chain, error)
    }
    let key: NIOSSLPrivateKey
    do { key = try NIOSSLPrivateKey(file: files.key.path, format: .pem) } catch {
      throw unusable(files.key, error)
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    do { _ = try NIOSSLContext(configuration: configuration) } catch {
      throw WebError(
        .certificateUnusable, "\(files.chain.path) and \(files.key.path) do not belong together: \(error)")
    }
    return configuration
  }
}
