import HTTPTypes
import Hummingbird

/// All that can be asked of the station over HTTP.
///
/// The only way into the router is `protected`, which takes a right: no route can be without one.
package struct RouteTable {
  /// A route.
  package struct Route: Hashable, Sendable {
    /// `GET`, …
    package var method: String
    /// Such as `/api/v1/events/{event}`.
    package var path: String
    /// What one has to be allowed.
    package var right: Right

    /// Makes a description of a route.
    package init(method: String, path: String, right: Right) {
      (self.method, self.path, self.right) = (method, path, right)
    }
  }

  typealias Responder = Envelope<RouterResponder<WebContext>>

  /// The router's own table, in the order of registration. What answers `GET` answers `HEAD` too.
  package private(set) var routes: [Route] = []
  private let router = Router(context: WebContext.self, options: [.autoGenerateHeadEndpoints])
  private let entrance: Entrance

  init(entrance: Entrance) { self.entrance = entrance }

  /// Registers a route for those who hold a right.
  mutating func protected(
    _ method: HTTPRequest.Method, _ path: String, right: Right,
    _ answer: @escaping @Sendable (Visit) async throws -> Response
  ) {
    routes.append(Route(method: method.rawValue, path: path, right: right))
    router.on(RouterPath(path), method: method) { [entrance] request, context in
      try await answer(entrance.visit(request, context, right: right))
    }
  }

  /// What answers requests: the routes, and for all else that there is nothing.
  func responder() -> Responder {
    Responder(
      next: router.buildResponder(), entrance: entrance,
      methods: { [routes] in Self.methods(of: $0, in: routes) })
  }

  /// The methods that a path takes; empty if nothing is there.
  static func methods(of path: String, in routes: [Route]) -> [String] {
    let parts = path.split(separator: "/")
    let found = routes.filter { route in
      let own = route.path.split(separator: "/")
      return own.count == parts.count && zip(own, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
    let methods = Set(found.map(\.method))
    return (methods.contains("GET") ? methods.union(["HEAD"]) : methods).sorted()
  }
}
