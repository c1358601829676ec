import Foundation
import Synchronization
import VigilDownload
import VigilHashing

/// A file to serve, and a folder of its own to download it into, which is removed afterwards.
final class DownloadFixture: Sendable {
  let content: [UInt8]
  let folder = FileManager.default.temporaryDirectory.appending(path: "vigil-download-\(UUID().uuidString)")
  private let delaysSeen = Mutex<[Duration]>([])

  init(bytes: Int = 100_000) {
    // Not periodic in any power of two, so that a misplaced block shows.
    content = (0..<bytes).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 7) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var destination: URL { folder.appending(path: "weights.pkl") }
  var partial: URL { folder.appending(path: "weights.pkl.partial") }
  var record: URL { folder.appending(path: "weights.pkl.partial.json") }
  var sha256: String { Self.sha256(content) }
  /// The waits between requests, none of which took any time.
  var delays: [Duration] { delaysSeen.withLock { $0 } }
  /// The names in the folder.
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted() }
  /// What is at the destination.
  var result: [UInt8]? { (try? Data(contentsOf: destination)).map { Array($0) } }

  static func sha256(_ bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes.span.bytes)
    return hash.hexadecimal
  }

  /// Downloads from `server`, which cuts its connections as its script says.
  @discardableResult
  func run(
    _ server: ScriptedServer, from source: URL? = nil, sha256: String? = nil,
    _ change: (inout DownloadOptions) -> Void = { _ in },
    progress: @Sendable (DownloadProgress) -> Void = { _ in }
  ) async throws(DownloadError) -> DownloadedFile {
    let download = try download(source ?? server.url(), sha256: sha256, change)
    return try await download.run { state in
      progress(state)
      server.clientHas(state.bytes)
    }
  }

  /// A download that reports every chunk and does not really wait.
  func download(
    _ source: URL, sha256: String? = nil, _ change: (inout DownloadOptions) -> Void = { _ in },
    wait: @escaping @Sendable (Duration) throws -> Void = { _ in }
  ) throws(DownloadError) -> Download {
    var options = DownloadOptions()
    change(&options)
    var download = try Download(from: source, to: destination, sha256: sha256, options: options) { delay in
      self.delaysSeen.withLock { $0.append(delay) }
      try wait(delay)
    }
    download.reportBytes = 1
    return download
  }
}
