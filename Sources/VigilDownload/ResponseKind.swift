import VigilCore

/// What the response to a request for a file, or for the rest of it, means.
package enum ResponseKind: Hashable, Sendable {
  /// The whole file follows, even when only the rest was asked for.
  case whole(FileVersion, total: Int?)
  /// The rest follows, of the same version: the bytes after those on the disk, up to `end`.
  case rest(FileVersion, end: Int, total: Int)
  /// Nothing is left to send; what is on the disk is the whole file.
  case complete

  /// The rest of a file that a request asked for.
  package struct Rest: Hashable, Sendable {
    /// The version on the disk.
    package var version: FileVersion
    /// How many bytes are on the disk.
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

  /// Judges the head of a response.
  ///
  /// - Parameters:
  ///   - rest: What was asked for; nil when it was the whole file.
  ///   - shown: The address, without secrets, for messages.
  package init(_ head: ResponseHead, to rest: Rest?, from shown: String) throws(DownloadFailure) {
    let version = FileVersion(etag: head[name: "ETag"], lastModified: head[name: "Last-Modified"])
    let length = head[name: "Content-Length"].flatMap { Int($0) }
    let range = head[name: "Content-Range"].flatMap { ContentRange($0) }
    switch (head.status, rest) {
    case (200, _):
      if let coding = head[name: "Content-Encoding"], coding.lowercased() != "identity" {
        throw .permanent(
          DownloadError(
            .badResponse, "\(shown) sends the file only in the encoding \(coding); download it by other means"
          )
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
      throw Self.failure(head, from: shown)
    }
  }

  private static func failure(_ head: ResponseHead, from shown: String) -> DownloadFailure {
    let status = head.reason.isEmpty ? "\(head.status)" : "\(head.status) \(head.reason)"
    switch head.status {
    case 404, 410:
      return .permanent(
        DownloadError(.notFound, "\(shown) was not found (\(status)); check the address, it may have moved"))
    case 401, 403:
      return .permanent(
        DownloadError(
          .forbidden,
          "access to \(shown) is denied (\(status)); it may need a user name and a password in the address"))
    case 408, 425, 429, 500, 502, 503, 504:
      let seconds = head[name: "Retry-After"].flatMap { Int($0) }
      return .temporary(
        DownloadError(.refused, "\(shown) is unavailable at the moment (\(status))"),
        retryAfter: seconds.map { .seconds(min(max($0, 0), 86_400)) })
    case 200..<300:
      return .permanent(
        DownloadError(.badResponse, "\(shown) answered a plain request with \(status); check the address"))
    default:
      return .permanent(
        DownloadError(.refused, "the request for \(shown) was refused (\(status)); check the address"))
    }
  }
}
