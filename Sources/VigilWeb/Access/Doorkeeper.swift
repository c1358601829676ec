import Foundation
import HTTPTypes
import Hummingbird
import VigilCore
import VigilHashing
import VigilStore

/// Finds out who asks.
///
/// Without users, on an address that only this machine can reach, everybody is `Viewer.local`. From the first user on everybody has to
/// sign in; that is not undone by removing the last one while the station runs.
final class Doorkeeper: Sendable {
  let users: StationUsers
  private let options: WebOptions
  private let clocks: Clocks
  private let pool: DiskThreads
  private let needsPassword: LockedValue<Bool>

  init(users: StationUsers, options: WebOptions, clocks: Clocks, pool: DiskThreads) {
    (self.users, self.options, self.clocks, self.pool) = (users, options, clocks, pool)
    needsPassword = LockedValue(!options.isLoopback)
  }

  /// The name of the cookie; over HTTPS browsers themselves hold it to this host.
  var cookieName: String { options.certificate == nil ? "vigil_session" : "__Host-vigil_session" }

  /// Who sends a request; nil for nobody.
  func viewer(of request: HTTPRequest) async throws -> Viewer? {
    if try await isOpen() {
      // Whoever the proxy lets in would be the administrator.
      guard !HTTPField.Name.ofProxies.contains(where: { request.headerFields.contains($0) }) else {
        throw Problem(
          .forbidden, "a proxy stands before a station without users; add one with \"vigil users add\"")
      }
      return .local
    }
    guard let token = token(of: request) else { return nil }
    return try await viewer(session: token.digest)
  }

  /// Who is signed in by a session now; nil if it has ended.
  func viewer(session digest: String) async throws -> Viewer? {
    let date = clocks.date()
    return try await pool.run { [users] in try users.session(digest, at: date) }.map { Viewer($0) }
  }

  /// The same viewer with what may be done now; nil if the session has ended.
  func renewed(_ viewer: Viewer) async throws -> Viewer? {
    if let session = viewer.session { return try await self.viewer(session: session) }
    return try await isOpen() ? viewer : nil
  }

  /// The session's token that a browser sent.
  func token(of request: HTTPRequest) -> SessionToken? {
    for header in request.headerFields[values: .cookie] {
      for pair in header.split(separator: ";") {
        let pair = pair.drop { $0 == " " }
        if pair.hasPrefix(cookieName + "=") { return SessionToken(pair.dropFirst(cookieName.count + 1)) }
      }
    }
    return nil
  }

  /// Whether a monitoring system sent its token.
  func isMonitor(_ request: HTTPRequest) -> Bool {
    guard let token = options.metricsToken, token.utf8.count >= 16,
      let header = request.headerFields[.authorization], header.hasPrefix("Bearer ")
    else { return false }
    // Digests take the same time to compare wherever they differ, in that nobody can choose them.
    return SHA256.hexadecimal(of: String(header.dropFirst(7))) == SHA256.hexadecimal(of: token)
  }

  /// Whether no password is needed.
  func isOpen() async throws -> Bool {
    if needsPassword.withLock({ $0 }) { return false }
    guard try await pool.run({ [users] in try users.isEmpty }) else {
      needsPassword.withLock { $0 = true }
      return false
    }
    return true
  }
}
