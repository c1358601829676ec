package import NIOHTTP1
import VigilCore

/// What the answer to a request for a file, or for the rest of it, amounts to.
package enum Answer: Hashable, Sendable {
  /// The whole file follows, also when only the rest was asked for.
  case whole(FileVersion, total: Int?)
  /// What was asked for follows: the bytes after those that are there, of the same version, up to `end`.
  case rest(FileVersion, end: Int, total: Int)
  /// There is nothing left to send; what is there is the whole file.
  case complete

  /// The rest of a file that a request asked for.
  package struct Rest: Hashable, Sendable {
    /// The version that is there.
    package var version: FileVersion
    /// How many bytes are there.
    package var offset: Int
    /// The size of the whole file, if it is known.
    package var total: Int?

    /// Makes one.
    package init(version: FileVersion, offset: Int, total: Int?) {
      self.version = version
      self.offset = offset
      self.total = total
    }
  }

  /// Judges the head of an answer.
  ///
  /// - Parameters:
  ///   - rest: What was asked for; nil when it was the whole file.
  ///   - shown: The address, without secrets, for messages.
  package init(_ head: HTTPResponseHead, to rest: Rest?, from shown: String) throws(Setback) {
    let headers = head.headers
    let version = FileVersion(
      etag: headers.first(name: "ETag"), lastModified: headers.first(name: "Last-Modified"))
    let length = headers.first(name: "Content-Length").flatMap { Int($0) }
    let range = headers.first(name: "Content-Range").flatMap { ContentRange($0) }
    switch (head.status.code, rest) {
    case (200, _):
      if let coding = headers.first(name: "Content-Encoding"), coding.lowercased() != "identity" {
        throw .final(
          DownloadError(.badResponse, "\(shown) sends the file only as \(coding); download it by other means")
        )
      }
      self = .whole(version, total: length)
    case (206, let rest?):
      guard let bytes = range?.range, bytes.lowerBound == rest.offset, length == nil || length == bytes.count,
        let total = range?.total ?? rest.total, total == rest.total ?? total,
        !rest.version.differs(from: version)
      else { throw .stale }
      self = .rest(version, end: bytes.upperBound + 1, total: total)
    case (416, let rest?):
      guard range?.total == rest.offset, !rest.version.differs(from: version) else { throw .stale }
      self = .complete
    default:
      throw Self.setback(head, from: shown)
    }
  }

  private static func setback(_ head: HTTPResponseHead, from shown: String) -> Setback {
    let status = "\(head.status.code) \(head.status.reasonPhrase)"
    switch head.status.code {
    case 404, 410:
      return .final(
        DownloadError(.notFound, "\(shown) is not there (\(status)); check the address, it may have moved"))
    case 401, 403:
      return .final(
        DownloadError(
          .forbidden, "\(shown) may not be downloaded (\(status)); it may need a user and password"))
    case 408, 425, 429, 500, 502, 503, 504:
      let seconds = head.headers.first(name: "Retry-After").flatMap { Int($0) }
      return .passing(
        DownloadError(.refused, "\(shown) cannot be had now (\(status))"),
        serverAsksFor: seconds.map { .seconds(min(max($0, 0), 86_400)) })
    case 200..<300:
      return .final(
        DownloadError(.badResponse, "\(shown) answers a plain request with \(status); check the address"))
    default:
      return .final(DownloadError(.refused, "\(shown) refuses (\(status)); check the address"))
    }
  }
}
