import Foundation

/// Real data that is not part of the repository; tests that need it are skipped where it is absent.
package enum SharedData {
  /// The folder: where `VIGIL_SHARED` says, else beside the package; nil if it is not there.
  package static let folder: URL? = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let place =
      ProcessInfo.processInfo.environment["VIGIL_SHARED"].map { URL(filePath: $0) }
      ?? root.appending(path: "../shared").standardizedFileURL
    return FileManager.default.fileExists(atPath: place.path) ? place : nil
  }()

  /// Whether it is there.
  package static var isPresent: Bool { folder != nil }

  /// A file in it.
  package static func url(_ path: String) -> URL {
    (folder ?? URL(filePath: "/nonexistent")).appending(path: path)
  }
}
