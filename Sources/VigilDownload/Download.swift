public import Foundation
import VigilCore

/// Fetches one file over HTTP or HTTPS, whole or not at all.
///
/// The bytes go to `NAME.partial` beside the destination, which is replaced in one step once all have arrived and the
/// checksum is right. The next run resumes what an interrupted one left there, if the server still has the same
/// version of the file; so a download may be cancelled, or the power cut, at any time.
///
///     let weights = PublicWeights.i3dNonLocal32x2
///     let download = try Download(from: weights.address, to: folder.appending(path: weights.fileName))
///     let file = try await download.run { progress in print(progress.bytes) }
///
/// Memory does not depend on the file's size: more is read from the network once what arrived before is written. All
/// blocking work runs on the download's own thread. Proxies are taken from the environment (`https_proxy`, `no_proxy`).
public struct Download: Sendable {
  /// Where the file comes from.
  public let source: URL
  /// Where it goes.
  public let destination: URL
  /// The SHA-256 that it must have, in lower-case hexadecimal digits, if one is known.
  public let sha256: String?
  /// Its limits, time-outs and retries.
  public let options: DownloadOptions
  let wait: @Sendable (Duration) async throws -> Void
  /// How many bytes may have to be fetched again after a power cut.
  package var checkpointBytes = 16 << 20
  /// How many bytes go by between two reports of progress.
  package var reportBytes = 256 << 10
  /// A file of certificates to trust instead of the system's.
  package var certificates: URL?

  /// Prepares a download; nothing happens before ``run(progress:)``.
  ///
  /// - Parameters:
  ///   - source: An address with `http` or `https`. A user and password in it are sent to its server only.
  ///   - destination: A file, which is replaced; missing folders are created.
  ///   - sha256: The SHA-256 to expect, 64 hexadecimal digits; nil to accept whatever arrives.
  ///   - options: Limits, time-outs and retries.
  ///   - wait: How to wait before a request is retried.
  public init(
    from source: URL, to destination: URL, sha256: String? = nil,
    options: DownloadOptions = DownloadOptions(),
    wait: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) throws(DownloadError) {
    let scheme = source.scheme?.lowercased()
    guard scheme == "https" || scheme == "http", let host = source.host(), !host.isEmpty else {
      throw DownloadError(
        .unsupportedAddress,
        "cannot download \(SourceName.redacted(source.absoluteString)): give an address that begins with https://"
      )
    }
    let expected = sha256?.lowercased()
    if let expected {
      guard expected.utf8.count == 64, expected.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
        throw DownloadError(
          .malformedChecksum, "the SHA-256 \(expected) is not 64 hexadecimal digits; copy it whole")
      }
    }
    self.source = source
    self.destination = destination
    self.sha256 = expected
    self.options = options
    self.wait = wait
  }

  /// Downloads the file.
  ///
  /// - Parameter progress: Called when a request succeeds, then about every 256 KiB, when a request will be retried,
  ///   and at the end; never concurrently. It runs on the download's thread, and so delays it.
  /// - Returns: Where the file is, its size and its SHA-256.
  /// - Throws: ``DownloadError``. The destination is unchanged; what arrived is kept beside it for the next run, except
  ///   after `checksumMismatch` and `tooLarge`.
  public func run(
    progress: @Sendable (DownloadProgress) -> Void = { _ in }
  ) async throws(DownloadError) -> DownloadedFile {
    let partial = PartialFile(source: source, destination: destination, checkpointBytes: checkpointBytes)
    let outcome: Result<DownloadedFile, DownloadError>
    do throws(DownloadError) {
      try await partial.open()
      outcome = .success(try await fetch(into: partial, progress: progress))
    } catch {
      outcome = .failure(error)
    }
    await partial.close()
    return try outcome.get()
  }
}
