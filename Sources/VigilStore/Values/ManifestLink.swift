public import Foundation

/// A link of the chain of signed manifests: each manifest names the digest of the one before.
public struct ManifestLink: Hashable, Sendable {
  /// From 1, rising by one.
  public var sequence: Int
  /// Whose manifest it is.
  public var event: UUID
  /// Relative to the station's folder.
  public var path: String
  /// The digest of the manifest, in hexadecimal digits.
  public var sha256: String

  /// Makes a link.
  public init(sequence: Int, event: UUID, path: String, sha256: String) {
    self.sequence = sequence
    self.event = event
    self.path = path
    self.sha256 = sha256
  }
}
