/// How a server tells one version of a file from another: the validators of RFC 9110, section 8.8.
package struct FileVersion: Codable, Hashable, Sendable {
  /// The `ETag` header.
  package var etag: String?
  /// The `Last-Modified` header.
  package var lastModified: String?

  /// Makes a version.
  package init(etag: String? = nil, lastModified: String? = nil) {
    self.etag = etag
    self.lastModified = lastModified
  }

  /// What an `If-Range` header may say; nil when nothing shows that two answers are of one version.
  ///
  /// A weak tag says that two versions mean the same, not that their bytes are the same.
  package var condition: String? {
    if let etag, !etag.hasPrefix("W/") { return etag }
    return lastModified
  }

  /// Whether another answer contradicts this one. A header that one of them lacks contradicts nothing.
  package func differs(from other: FileVersion) -> Bool {
    if let etag, let others = other.etag { return etag != others }
    if let lastModified, let others = other.lastModified { return lastModified != others }
    return false
  }
}
