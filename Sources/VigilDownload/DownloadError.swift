import Foundation
public import VigilCore

/// An error thrown while downloading a file.
public struct DownloadError: ExplainedError, Hashable {
  /// What kind of failure this is; kinds may be added.
  public enum Code: Hashable, Sendable {
    /// There are no public weights of that name.
    case unknownWeights
    /// The address is not HTTP or HTTPS, or names no host.
    case unsupportedAddress
    /// The checksum to expect is not 64 hexadecimal digits.
    case malformedChecksum
    /// The server has nothing at the address: 404 or 410.
    case notFound
    /// The server does not let everyone have the file: 401 or 403.
    case forbidden
    /// The server answered with another status that is not a success.
    case refused
    /// A redirect led in circles, nowhere, or from HTTPS to HTTP.
    case redirectRefused
    /// The response breaks HTTP, or cannot be proved complete.
    case badResponse
    /// No connection could be made in as many attempts as are allowed.
    case unreachable
    /// Connections were cut or went silent too many times; what arrived is kept for the next run.
    case interrupted
    /// The file is larger than allowed.
    case tooLarge
    /// What arrived does not have the expected checksum; it was removed.
    case checksumMismatch
    /// The disk is full; what arrived is kept for the next run.
    case diskFull
    /// A file or folder could not be created, read, written or renamed.
    case cannotWrite
    /// Another process is downloading to the same place.
    case busy
    /// The task was cancelled; what arrived is kept for the next run.
    case cancelled
  }

  /// The kind of failure.
  public var code: Code
  /// What went wrong and what to do about it.
  public var message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  static func cancelled(_ destination: URL) -> DownloadError {
    DownloadError(
      .cancelled, "the download to \(destination.path) was cancelled; run it again to resume")
  }
}
