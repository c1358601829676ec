public import Foundation

/// A file that was downloaded whole.
public struct DownloadedFile: Hashable, Sendable {
  /// Where it is.
  public var url: URL
  /// Its size in bytes.
  public var bytes: Int
  /// Its SHA-256 in lower-case hexadecimal digits, of what was received, whether or not one was expected.
  public var sha256: String
  /// How many of its bytes an earlier, interrupted run had left; 0 when all came now.
  public var resumedFrom: Int
}
