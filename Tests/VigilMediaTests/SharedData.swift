import Foundation

/// Real videos that cannot be part of the repository; tests that need them are skipped without.
enum SharedData {
  /// The folder of videos, if it is there.
  static let videos: URL? = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder =
      ProcessInfo.processInfo.environment["VIGIL_SHARED"].map { URL(fileURLWithPath: $0) }
      ?? root.deletingLastPathComponent().appending(path: "shared")
    let videos = folder.appending(path: "data/videos")
    return FileManager.default.fileExists(atPath: videos.path) ? videos : nil
  }()
}
