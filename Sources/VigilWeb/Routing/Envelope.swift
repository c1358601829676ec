import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import VigilCore
import VigilStore

/// What holds for every request and every answer, whether there is a route or not.
///
/// It refuses what comes under a name or from a page that is not the station's, and what is no JSON; it turns errors into answers that tell
/// nothing of the inside; and it adds what keeps browsers from storing, guessing or running anything.
struct Envelope<Next: HTTPResponder<WebContext>>: HTTPResponder {
  typealias Context = WebContext

  let next: Next
  let entrance: Entrance
  /// The methods that a path takes.
  let methods: @Sendable (String) -> [String]

  func respond(to request: Request, context: WebContext) async throws -> Response {
    var response: Response
    do {
      try check(request)
      response = try await next.respond(to: request, context: context)
      if response.status == .notFound, context.endpointPath == "NotFound" { throw noRoute(request) }
    } catch let error as HTTPParserError {
      throw error
    } catch {
      let problem = problem(error, context)
      response = ProblemPage.isWanted(by: request) ? ProblemPage.response(problem) : problem.response
    }
    if request.method == .head { response = response.createHeadResponse() }
    for field in Self.headers where response.headers[field.name] == nil {
      response.headers[field.name] = field.value
    }
    let group = response.status.code / 100
    entrance.shared.counts.note { $0.answers[group, default: 0] += 1 }
    return response
  }

  /// What of an error is told to others.
  private func problem(_ error: any Error, _ context: WebContext) -> Problem {
    switch error {
    case let problem as Problem: return problem
    case is CancellationError: return .busy("the station is ending", retryAfter: 10)
    case let error as StoreError where error.code == .locked:
      return .busy("the database is in use", retryAfter: 2)
    case let error as StoreError where error.code == .invalid:
      return Problem(.badRequest, "a value is too long, or has a NUL character")
    default:
      context.logger.error(
        "a request failed",
        metadata: ["path": "\(context.endpointPath ?? "")", "why": "\(error.explanation)"])
      return Problem(.internalServerError, "this failed; the station's log says why")
    }
  }

  /// Refuses what may not be answered, whatever it asks for.
  private func check(_ request: Request) throws(Problem) {
    guard let path = request.head.path, path.hasPrefix("/") else {
      throw Problem(.badRequest, "the target of a request is a path")
    }
    guard Query.decode(path.prefix { $0 != "?" }) != nil else {
      throw Problem(.badRequest, "the path is not percent-encoded UTF-8, or has control characters")
    }
    // A second one stays among the headers.
    guard let authority = request.head.authority, !request.headers.contains(.host) else {
      throw Problem(.badRequest, "there has to be one header Host")
    }
    guard HostRule(entrance.options).allows(authority) else {
      throw Problem(
        .misdirectedRequest,
        "the station is not known by this name; list it under \"hosts\" in the station's file")
    }
    if let objection = OriginRule.objection(to: request.head, authority: authority) {
      throw Problem(.forbidden, objection)
    }
    let length = request.headers[.contentLength].flatMap { Int($0) }
    guard length ?? 0 <= entrance.options.limits.body else {
      throw Problem(.contentTooLarge, "the body is longer than \(entrance.options.limits.body) bytes")
    }
    // Forms of other sites cannot send JSON without asking first, which is never allowed.
    guard
      ![.post, .put, .patch].contains(request.method) || isJSON(request.headers[.contentType])
        || !methods(request.uri.path).contains(request.method.rawValue)
    else {
      throw Problem(.unsupportedMediaType, "the body has to be application/json")
    }
  }

  private func isJSON(_ type: String?) -> Bool {
    type?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased() == "application/json"
  }

  private func noRoute(_ request: Request) -> Problem {
    let methods = methods(request.uri.path)
    guard !methods.isEmpty else { return .missing("page") }
    return Problem(
      .methodNotAllowed, "this cannot be done here", headers: [.allow: methods.joined(separator: ", ")])
  }

  /// Added to every answer that does not say otherwise.
  static var headers: HTTPFields {
    [
      .cacheControl: "no-store",
      .contentSecurityPolicy:
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      .xContentTypeOptions: "nosniff",
      .referrerPolicy: "no-referrer",
      .frameOptions: "DENY",
      .resourcePolicy: "same-origin",
      .openerPolicy: "same-origin",
    ]
  }
}
