import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import VigilCore

extension Download {
  /// Makes one request and writes what comes; returns when the file is whole.
  func request(
    into partial: PartialFile, with client: HTTPClient, trustsRanges: Bool,
    progress: @Sendable (DownloadProgress) -> Void
  ) async throws(Setback) {
    var headers: HTTPHeaders = ["User-Agent": "vigil", "Accept": "*/*", "Accept-Encoding": "identity"]
    var rest = await partial.rest
    if trustsRanges, rest.offset > 0, let condition = rest.version.condition {
      headers.add(name: "Range", value: "bytes=\(rest.offset)-")
      headers.add(name: "If-Range", value: condition)
    }
    let response = try await follow(headers, with: client)
    let head = HTTPResponseHead(version: response.version, status: response.status, headers: response.headers)
    let answer = try Answer(head, to: headers.contains(name: "Range") ? rest : nil, from: shown)
    let end: Int?
    do throws(DownloadError) {
      switch answer {
      case .complete: return
      case .whole(let version, let total):
        try checkFraming(head)
        try checkSize(total ?? 0)
        try await partial.restart(version, total: total)
        end = total
      case .rest(let version, let last, let total):
        try checkSize(total)
        try await partial.goOn(version, total: total)
        end = last
      }
    } catch { throw .final(error) }
    progress(await partial.progress)
    try await receive(response.body, upTo: end, into: partial, progress: progress)
    rest = await partial.rest
    if let total = rest.total, rest.offset < total {
      throw .passing(DownloadError(.interrupted, "\(shown) sent \(rest.offset) of \(total) bytes"))
    }
  }

  private func receive(
    _ body: HTTPClientResponse.Body, upTo end: Int?, into partial: PartialFile,
    progress: @Sendable (DownloadProgress) -> Void
  ) async throws(Setback) {
    var reported = await partial.bytes
    var chunks = body.makeAsyncIterator()
    while true {
      let chunk: ByteBuffer?
      do {
        chunk = try await chunks.next()
      } catch {
        throw setback(error, .interrupted)
      }
      // Cancelling ends the body as if it were whole.
      guard !Task.isCancelled else { throw .final(.cancelled(destination)) }
      guard let chunk else { return }
      do throws(DownloadError) {
        let bytes = await partial.bytes + chunk.readableBytes
        // An answer without an announced length, or with more than it announced.
        guard bytes <= end ?? .max else {
          throw DownloadError(.badResponse, "\(shown) sent more than the \(end ?? 0) bytes it announced")
        }
        try checkSize(bytes)
        try await partial.append(chunk)
        if bytes - reported >= reportBytes {
          progress(await partial.progress)
          reported = bytes
        }
      } catch { throw .final(error) }
    }
  }

  /// Makes the request, at the source or where it redirects to.
  private func follow(
    _ headers: HTTPHeaders, with client: HTTPClient
  ) async throws(Setback) -> HTTPClientResponse {
    var address = source
    for _ in 0...options.maximumRedirects {
      var request = HTTPClientRequest(url: address.absoluteString)
      request.headers = headers
      if let user = source.user(percentEncoded: false), Redirect.sameOrigin(address, source) {
        request.setBasicAuth(username: user, password: source.password(percentEncoded: false) ?? "")
      }
      let response: HTTPClientResponse
      do {
        // Bounded by the read time-out; a whole download has no deadline.
        response = try await client.execute(request, deadline: .distantFuture)
      } catch {
        throw setback(error, .unreachable)
      }
      guard Redirect.statuses.contains(response.status.code) else { return response }
      do throws(DownloadError) {
        address = try Redirect.target(response.headers.first(name: "Location"), from: address)
      } catch { throw .final(error) }
    }
    throw .final(
      DownloadError(
        .redirectRefused, "\(shown) redirects more than \(options.maximumRedirects) times; check the address")
    )
  }

  /// An answer that ends when the connection does looks whole when it is cut.
  private func checkFraming(_ head: HTTPResponseHead) throws(DownloadError) {
    guard
      sha256 != nil || head.headers.contains(name: "Content-Length")
        || head.headers.contains(name: "Transfer-Encoding")
    else {
      throw DownloadError(
        .badResponse,
        "\(shown) does not say how long the file is; give its SHA-256 to be sure that it is whole")
    }
  }

  private func checkSize(_ bytes: Int) throws(DownloadError) {
    guard bytes <= options.maximumBytes else {
      throw DownloadError(
        .tooLarge, "\(shown) is larger than the \(options.maximumBytes) bytes allowed; check the address")
    }
  }

  /// The address without its secrets.
  var shown: String { SourceName.redacted(source.absoluteString) }
}
