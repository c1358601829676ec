import Foundation
import HTTPTypes
import Hummingbird

/// Why a request was not answered, as RFC 9457 has it: `application/problem+json`.
struct Problem: Error {
  var status: HTTPResponse.Status
  /// A sentence for people, which says what to do; never what the station's files or programs say.
  var detail: String
  var headers: HTTPFields

  init(_ status: HTTPResponse.Status, _ detail: String, headers: HTTPFields = [:]) {
    (self.status, self.detail, self.headers) = (status, detail, headers)
  }

  /// The same for what does not exist and for what exists for others only.
  static func missing(_ what: String) -> Problem { Problem(.notFound, "there is no such \(what)") }

  static func busy(_ detail: String, retryAfter seconds: Int) -> Problem {
    Problem(.serviceUnavailable, detail, headers: [.retryAfter: String(seconds)])
  }

  private struct Body: Encodable {
    var title: String
    var status: Int
    var detail: String
  }

  var response: Response {
    let body = Body(title: status.reasonPhrase, status: status.code, detail: detail)
    var response = JSONAnswer.response(body, status: status, type: "application/problem+json")
    for field in headers { response.headers[field.name] = field.value }
    return response
  }
}
