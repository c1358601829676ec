import Foundation

/// A folder that is removed when the value goes out of scope.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appending(path: "vigil-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  func appending(_ path: String) -> URL { url.appending(path: path) }

  /// The names of everything in the folder, also what is hidden.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
  }
}
