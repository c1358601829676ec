import Foundation
import HTTPTypes
import Hummingbird
import VigilStore

extension StationRoutes {
  private struct Credentials: RequestObject {
    static let keys: Set = ["name", "password"]
    var name: String
    var password: String
  }

  func addSession(_ table: inout RouteTable) {
    table.protected(.post, "/api/v1/session", right: .none) { visit in
      _ = try visit.query()
      let given = try await visit.body(Credentials.self)
      guard given.name.utf8.count <= 128, given.password.utf8.count <= Password.longest else {
        throw Problem(.badRequest, "a name or password is longer than any can be")
      }
      let outcome = try await signIn.attempt(
        name: given.name, password: given.password, address: visit.address,
        former: doorkeeper.token(of: visit.request.head))
      shared.counts.note { counts in
        switch outcome {
        case .signedIn: counts.signedIn += 1
        case .refused: counts.refusedSignIns += 1
        case .limited, .busy: counts.limitedSignIns += 1
        }
      }
      switch outcome {
      case .signedIn(let token, let viewer):
        var response = JSONAnswer.response(ViewerView(viewer), status: .created)
        response.headers[.setCookie] = cookie(
          token.text, seconds: Int(entrance.options.limits.session), visit)
        return response
      case .refused:
        throw Problem(
          .unauthorized, "no user has this name and password",
          headers: [.wwwAuthenticate: "Session realm=\"vigil\""])
      case .limited(let seconds):
        throw Problem(
          .tooManyRequests, "too many attempts; try again in \(seconds) s",
          headers: [.retryAfter: String(seconds)])
      case .busy: throw Problem.busy("too many people sign in at this moment", retryAfter: 5)
      }
    }
    table.protected(.get, "/api/v1/session", right: .look) { visit in
      _ = try visit.query()
      return JSONAnswer.response(ViewerView(visit.viewer))
    }
    table.protected(.delete, "/api/v1/session", right: .none) { visit in
      _ = try visit.query()
      if let token = doorkeeper.token(of: visit.request.head) {
        try await shared.pool.run { [users = doorkeeper.users] in try users.removeSession(token.digest) }
      }
      return Response(status: .noContent, headers: [.setCookie: cookie("", seconds: 0, visit)])
    }
  }

  /// The header that sets the cookie: out of reach of scripts, and never sent with what another site's page asks for.
  private func cookie(_ value: String, seconds: Int, _ visit: Visit) -> String {
    "\(doorkeeper.cookieName)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict"
      + (entrance.isSecure(visit.request.head, visit.peer) ? "; Secure" : "")
  }
}
