import HTTPTypes
import Hummingbird

/// Refuses what a page of another site makes a browser do, also where no password is needed.
enum OriginRule {
  /// Methods that change nothing.
  static let safeMethods: Set<HTTPRequest.Method> = [.get, .head, .options]

  /// What is wrong with where a request comes from; nil if nothing is.
  ///
  /// Browsers send `Sec-Fetch-Site` with every request to a trustworthy place, and `Origin` with all that may change something. Programs
  /// send neither: nobody else's page can make them.
  static func objection(to request: HTTPRequest, authority: String) -> String? {
    if let site = request.headerFields[.secFetchSite] {
      // Reading from another site is refused too: it would tell whether a file exists. `none` is what was typed.
      guard ["same-origin", "none"].contains(site) else { return "this comes from a page of another site" }
    }
    guard !safeMethods.contains(request.method) else { return nil }
    let origins = request.headerFields[values: .origin]
    guard let origin = origins.first else { return nil }
    guard origins.count == 1, let mark = origin.firstRange(of: "://"),
      ["http", "https"].contains(origin[..<mark.lowerBound]),
      origin[mark.upperBound...].lowercased() == authority.lowercased()
    else { return "this comes from a page of another site" }
    return nil
  }
}
