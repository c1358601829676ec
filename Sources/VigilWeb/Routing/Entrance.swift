import Foundation
import HTTPTypes
import Hummingbird
import VigilStore

/// Lets those in who hold the right that a route asks for.
struct Entrance: Sendable {
  let options: WebOptions
  let doorkeeper: Doorkeeper
  let shared: Shared

  /// Takes a request to a route, with whoever sent it.
  ///
  /// - Throws: `Problem` 401 for nobody, 403 for somebody without the right.
  func visit(_ request: Request, _ context: WebContext, right: Right) async throws -> Visit {
    var viewer = Viewer.nobody
    if right != .none, right != .measure || !doorkeeper.isMonitor(request.head) {
      guard let found = try await doorkeeper.viewer(of: request.head) else {
        throw Problem(
          .unauthorized, "sign in first: POST /api/v1/session",
          headers: [.wwwAuthenticate: "Session realm=\"vigil\""])
      }
      guard right.isHeld(by: found.role) else { throw Problem(.forbidden, "your role does not allow this") }
      viewer = found
    }
    return Visit(
      request: request, parameters: context.parameters, viewer: viewer,
      address: address(request.head, context.peer),
      peer: context.peer, shared: shared, limits: options.limits)
  }

  /// The address that a request comes from: that of the peer, or what a proxy that is believed says of it.
  func address(_ request: HTTPRequest, _ peer: String) -> String {
    guard options.proxies.contains(peer) else { return peer }
    let named = request.headerFields[values: .forwardedFor].flatMap { $0.split(separator: ",") }
      .map { $0.trimmingCharacters(in: .whitespaces) }
    // Each proxy adds to the end: what stands before the first that is not ours may be made up.
    let client = named.last { !options.proxies.contains($0) }
    return client.flatMap { NetworkName($0).isAddress ? $0 : nil } ?? peer
  }

  /// Whether the browser spoke HTTPS, as far as can be known.
  func isSecure(_ request: HTTPRequest, _ peer: String) -> Bool {
    options.certificate != nil
      || options.proxies.contains(peer) && request.headerFields[.forwardedProto]?.lowercased() == "https"
  }
}

/// What all routes work with. It gives nothing that belongs to a camera: that is what `Shown` is for.
struct Shared: Sendable {
  let station: any WatchedStation
  let store: StationStore
  let pool: DiskThreads
  let counts: WebCounts
}
