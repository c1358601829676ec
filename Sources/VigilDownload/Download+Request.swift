import Foundation
import VigilCore

extension Download {
  /// Makes one request and writes what comes; returns when the file is whole. Blocks the thread of `partial`.
  func request(
    into partial: isolated PartialFile, trustsRanges: Bool, progress: @Sendable (DownloadProgress) -> Void
  ) throws(DownloadFailure) {
    var headers = ["User-Agent: vigil", "Accept: */*", "Accept-Encoding: identity"]
    var condition: String?
    if trustsRanges, partial.bytes > 0 { condition = partial.rest.version.condition }
    if let condition { headers += ["Range: bytes=\(partial.bytes)-", "If-Range: \(condition)"] }
    let (head, exchange) = try follow(headers)
    let response = try ResponseKind(head, to: condition == nil ? nil : partial.rest, from: shown)
    let end: Int?
    do throws(DownloadError) {
      switch response {
      case .complete: return
      case .whole(let version, let total):
        try checkFraming(head)
        try checkSize(total ?? 0)
        try partial.restart(version, total: total)
        end = total
      case .rest(let version, let last, let total):
        try checkSize(total)
        try partial.resume(version, total: total)
        end = last
      }
    } catch { throw .permanent(error) }
    progress(partial.progress)
    try receive(from: exchange, upTo: end, into: partial, progress: progress)
    if let total = partial.rest.total, partial.bytes < total {
      throw .temporary(DownloadError(.interrupted, "\(shown) sent \(partial.bytes) of \(total) bytes"))
    }
  }

  private func receive(
    from exchange: HTTPExchange, upTo end: Int?, into partial: isolated PartialFile,
    progress: @Sendable (DownloadProgress) -> Void
  ) throws(DownloadFailure) {
    var reported = partial.bytes
    while true {
      let chunk: [UInt8]?
      do throws(HTTPExchange.Failure) {
        chunk = try exchange.receiveBytes()
      } catch { throw failure(error, .interrupted) }
      guard let chunk else { return }
      do throws(DownloadError) {
        let bytes = partial.bytes + chunk.count
        // A response without an announced length, or with more than it announced.
        guard bytes <= end ?? .max else {
          throw DownloadError(.badResponse, "\(shown) sent more than the \(end ?? 0) bytes it announced")
        }
        try checkSize(bytes)
        try partial.append(chunk.span.bytes)
        if bytes - reported >= reportBytes {
          progress(partial.progress)
          reported = bytes
        }
      } catch { throw .permanent(error) }
    }
  }

  /// Makes the request, at the source or where it redirects to.
  ///
  /// Redirects are followed here and not by libcurl, so that HTTPS cannot become HTTP on the way.
  private func follow(_ headers: [String]) throws(DownloadFailure) -> (ResponseHead, HTTPExchange) {
    var address = source
    for _ in 0...options.maximumRedirects {
      var request = HTTPExchange.Request(address: address, headers: headers, certificates: certificates)
      if Redirect.sameOrigin(address, source) {
        request.user = source.user(percentEncoded: false)
        request.password = source.password(percentEncoded: false)
      }
      let exchange = HTTPExchange(request, options)
      let head: ResponseHead
      do throws(HTTPExchange.Failure) {
        head = try exchange.receiveHead()
      } catch { throw failure(error, .unreachable) }
      guard Redirect.statuses.contains(head.status) else { return (head, exchange) }
      do throws(DownloadError) {
        address = try Redirect.target(head[name: "Location"], from: address)
      } catch { throw .permanent(error) }
    }
    throw .permanent(
      DownloadError(
        .redirectRefused, "\(shown) redirects more than \(options.maximumRedirects) times; check the address")
    )
  }

  /// A response that ends when the connection does looks whole when it is cut.
  private func checkFraming(_ head: ResponseHead) throws(DownloadError) {
    guard sha256 != nil || head[name: "Content-Length"] != nil || head[name: "Transfer-Encoding"] != nil
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
