import Foundation

/// A folder that is removed with the value.
package final class TemporaryFolder: Sendable {
  /// Where it is.
  package let url = FileManager.default.temporaryDirectory.appending(path: "vigil-\(UUID().uuidString)")

  /// Makes it.
  package init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// A file in it.
  package func appending(_ path: String) -> URL { url.appending(path: path) }

  /// The path of a file in it.
  package func path(_ name: String) -> String { url.appending(path: name).path }

  /// The names of everything in it, also what is hidden, in order.
  package func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
  }
}
